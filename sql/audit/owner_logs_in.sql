-- title: Owner of tables with policies that logs in itself
-- level: info
-- area: security
-- why: The owner is bound by no policy unless the table is forced. Let the application log in with another role.
select
    '' as schema,
    o.rolname as object,
    'role' as object_type,
    count(*) || case count(*) when 1 then ' table' else ' tables' end || ' with policies are its own, such as '
    || min(n.nspname || '.' || c.relname) || '.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_roles as o on c.relowner = o.oid
where c.relrowsecurity
    and not c.relforcerowsecurity
    and o.rolcanlogin
    and not o.rolsuper
    and not o.rolbypassrls
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by o.rolname
