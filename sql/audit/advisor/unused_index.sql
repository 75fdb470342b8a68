-- title: Unused Index
-- level: info
-- area: performance
-- why: Supabase's advisor: the statistics know of no scan of the index, and it is not unique.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('index', i.relname) as sub,
    'Index ' || i.relname || ' has not been used.' as detail
from pg_catalog.pg_index as y
inner join pg_catalog.pg_class as i on y.indexrelid = i.oid and i.relkind = 'i'
inner join pg_catalog.pg_class as c on y.indrelid = c.oid and c.relkind in ('r', 't', 'm')
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where pg_catalog.pg_stat_get_numscans(i.oid) = 0
    and not y.indisunique
    and not y.indisprimary
    and not pg_catalog.starts_with(n.nspname::text, 'pg_toast')
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
