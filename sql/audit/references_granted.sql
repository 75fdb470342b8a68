-- title: REFERENCES granted: foreign keys see past policies
-- level: info
-- area: security
-- why: A foreign key is checked without policies: who may make one learns which keys exist, and can stop their
--   deletion.
-- fix: revoke references on {relation} from {role}
with
reached as materialized (
    select
        0::pg_catalog.oid as oid,
        'PUBLIC' as rolname,
        'public' as role
    union all
    select
        r.oid,
        r.rolname::text,
        pg_catalog.quote_ident(r.rolname)
    from pg_catalog.pg_roles as r
    where not pg_catalog.starts_with(r.rolname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where a.role <> 0 and pg_catalog.pg_has_role(a.role, r.oid, 'usage')
        )
),

usable as materialized (
    select
        n.oid,
        n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
        )
)

select
    n.nspname as schema,
    c.relname as object,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end
        as object_type,
    pg_catalog.json_build_object('role', r.rolname) as sub,
    r.rolname || ' may point foreign keys at it.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    r.role
from pg_catalog.pg_class as c
inner join usable as n on c.relnamespace = n.oid
cross join lateral pg_catalog.aclexplode(c.relacl) as g
inner join reached as r on g.grantee = r.oid
where c.relkind in ('r', 'p')
    and g.grantee <> c.relowner
    and g.privilege_type in ('REFERENCES')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
    and c.relrowsecurity
group by n.nspname, c.relname, c.relkind, r.rolname, r.role
