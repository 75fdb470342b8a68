-- title: Table Bloat
-- level: info
-- area: performance
-- needs: SELECT on the table
-- why: Supabase's advisor: by the estimate from the statistics, the table is 70 times as large as its rows, and
--   more than 20 MB of it are empty.
with
measured as materialized (
    select
        s.schemaname,
        s.tablename,
        (sum((1 - s.null_frac) * s.avg_width) + 24)::numeric as width,
        (max(s.null_frac))::numeric as nulls,
        24 + count(*) filter (where s.null_frac <> 0) / 8 as bitmap
    from pg_catalog.pg_stats as s
    group by s.schemaname, s.tablename
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'About ' || pg_catalog.pg_size_pretty(((c.relpages - e.pages) * p.size)::bigint) || ' are empty.' as detail,
    'static' as confidence,
    m.width is null as hidden
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_am as h on c.relam = h.oid and h.amname = 'heap'
left join measured as m on n.nspname = m.schemaname and c.relname = m.tablename
cross join
    lateral (
        select
            pg_catalog.current_setting('block_size')::bigint as size,
            coalesce(nullif(pg_catalog.mod(m.width, 4), 0), 4) as over,
            coalesce(nullif(pg_catalog.mod(m.bitmap, 4), 0), 4) as bitmap_over
    ) as p
cross join
    lateral (
        select
            pg_catalog.ceil(
                c.reltuples * ((m.width + 4 - p.over) + m.nulls * (m.bitmap + 4 - p.bitmap_over) + 4)
                / (p.size - 20)::float8
            )::numeric as pages
    ) as e
where c.relkind = 'r'
    and n.nspname <> 'information_schema'
    and (
        (
            pg_catalog.round(c.relpages / nullif(e.pages, 0), 1) > 70
            and (c.relpages - e.pages) * p.size > 20971520
        )
        or (
            m.width is null
            and c.relpages::bigint * p.size > 20971520
            and not pg_catalog.starts_with(n.nspname::text, 'pg_')
            and (
                pg_catalog.row_security_active(c.oid)
                or not pg_catalog.has_any_column_privilege(c.oid, 'select')
            )
        )
    )
