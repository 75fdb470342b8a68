-- title: Index that nobody has used
-- level: info
-- area: performance
-- why: It costs time for each write and room on disk. Look at every replica, and at how long the statistics reach
--   back.
-- fix: drop index {index}
-- advisor: unused_index
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('index', i.relname) as sub,
    'No scan since ' || coalesce(pg_catalog.date(d.stats_reset)::text, 'the statistics began') || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(i.relname) as index
from pg_catalog.pg_index as x
inner join pg_catalog.pg_class as i on x.indexrelid = i.oid
inner join pg_catalog.pg_class as c on x.indrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_stat_database as d on d.datname = pg_catalog.current_database()
where pg_catalog.pg_stat_get_numscans(i.oid) = 0
    and not x.indisunique
    and not x.indisprimary
    and not x.indisexclusion
    and not x.indisreplident
    and i.relkind = 'i'
    and not i.relispartition
    and not c.relispartition
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as m
        where m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and m.objid = c.oid and m.deptype = 'e'
    )
