-- title: Table with much empty room
-- level: info
-- area: performance
-- needs: SELECT on the table, for the statistics of its columns
-- why: Its pages hold far less than they could: reading it costs more than its rows. The estimate comes from
--   statistics.
-- fix: vacuum full {relation}
-- advisor: table_bloat
with
widths as materialized (
    select
        s.schemaname,
        s.tablename,
        sum((1 - s.null_frac) * s.avg_width) as width
    from pg_catalog.pg_stats as s
    where not s.inherited
    group by s.schemaname, s.tablename
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'About ' || pg_catalog.pg_size_pretty(((c.relpages - e.pages) * p.size)::bigint) || ' of '
    || pg_catalog.pg_size_pretty(c.relpages::bigint * p.size) || ' are empty.' as detail,
    'static' as confidence,
    w.width is null as hidden,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
left join widths as w on n.nspname = w.schemaname and c.relname = w.tablename
cross join
    lateral (
        select pg_catalog.current_setting('block_size')::bigint as size
    ) as p
cross join
    lateral (
        select pg_catalog.ceil(c.reltuples * (w.width + 28) / (p.size - 24)) as pages
    ) as e
where c.relkind in ('r', 'm')
    and c.reltuples > 0
    and c.relpages::bigint * p.size > 20971520
    and (
        ((c.relpages - e.pages) * p.size > 20971520 and c.relpages > e.pages * 2)
        or (
            w.width is null and (
                c.relrowsecurity
                or not pg_catalog.has_any_column_privilege(c.oid, 'select')
            )
        )
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
