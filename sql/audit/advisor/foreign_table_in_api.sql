-- title: Foreign Table in API
-- level: warning
-- area: security
-- why: Supabase's advisor: a foreign table that anon or authenticated may SELECT, in a schema that the API serves.
select
    n.nspname as schema,
    c.relname as object,
    'foreign table' as object_type,
    'anon or authenticated may read it.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind = 'f'
    and exists (
        select 1 from pg_catalog.pg_roles as a
        where a.rolname in ('anon', 'authenticated') and pg_catalog.has_table_privilege(a.oid, c.oid, 'select')
    )
    and n.nspname = any(%(exposed)s::text[])
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
