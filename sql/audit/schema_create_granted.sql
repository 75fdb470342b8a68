-- title: Schema in which everybody may create
-- level: error
-- area: security
-- why: Whoever may create there can put a function or table in front of one that others call, and it runs with their
--   rights.
-- fix: revoke create on schema {name} from {role}
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
    n.nspname as object,
    'schema' as object_type,
    pg_catalog.json_build_object('role', r.rolname) as sub,
    r.rolname || ' may create objects in the schema.' as detail,
    pg_catalog.quote_ident(n.nspname) as name,
    r.role
from pg_catalog.pg_namespace as n
cross join lateral pg_catalog.aclexplode(n.nspacl) as g
inner join reached as r on g.grantee = r.oid
where g.privilege_type = 'CREATE'
    and g.grantee <> n.nspowner
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
