-- title: No Primary Key
-- level: info
-- area: performance
-- why: Supabase's advisor: a table without a primary key.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'It has no primary key.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind = 'r'
    and not exists (
        select 1 from pg_catalog.pg_index as i
        where i.indrelid = c.oid and i.indisprimary
    )
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
