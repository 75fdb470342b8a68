-- title: Column rights that the table's own grant makes idle
-- level: warning
-- area: security
-- why: The role has the right on the whole table: granting or revoking single columns changes nothing. Revoke the
--   table's first.
-- fix: revoke {privilege} on {relation} from {role}
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
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('role', r.rolname, 'command', g.privilege_type) as sub,
    r.rolname || ' has ' || g.privilege_type || ' on all columns, and again on '
    || pg_catalog.string_agg(t.attname::text, ', ' order by t.attnum) || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    r.role,
    pg_catalog.lower(g.privilege_type) as privilege
from pg_catalog.pg_attribute as t
inner join pg_catalog.pg_class as c on t.attrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral pg_catalog.aclexplode(t.attacl) as g
inner join reached as r on g.grantee = r.oid
where t.attacl is not null
    and t.attnum > 0
    and not t.attisdropped
    and pg_catalog.has_table_privilege(g.grantee, c.oid, g.privilege_type)
    and g.grantee <> c.relowner
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname, r.rolname, r.role, g.privilege_type
