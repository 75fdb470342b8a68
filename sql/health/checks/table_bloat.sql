-- title: Table with much empty room
-- level: warning
-- area: performance
-- threshold: bloat_percent
-- needs: SELECT on the tables, or pg_read_all_data
-- detail: about {value:percent} of {octets:bytes} is empty, by the planner's statistics: ~{waste:bytes}
-- figure: ~{value:percent}, {waste:bytes}
-- why: Scans and the cache read room that holds nothing. Estimated: wide values and old statistics mislead it.
-- fix: vacuum full {schema}.{object}
-- operation: maintenance.vacuum-full {name}
-- remedy: grant SELECT on them, or pg_read_all_data, to this role; for an exact figure use pgstattuple
with
big as materialized (
    select
        c.oid,
        n.nspname,
        c.relname,
        c.relpages::bigint as pages,
        c.reltuples::float8 as rows,
        pg_catalog.current_setting('block_size')::bigint as block,
        coalesce((
            select o.option_value::float8 from pg_catalog.pg_options_to_table(c.reloptions) as o
            where o.option_name = 'fillfactor'
        ), 100) / 100 as fill
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm')
        and c.relpersistence <> 't'
        and c.reltuples > 0
        and c.relpages::float8 * pg_catalog.current_setting('block_size')::float8 >= %(least)s::float8
),

measured as (
    select
        b.*,
        w.width,
        w.described,
        w.columns
    from big as b
    cross join
        lateral (
            select
                sum((1 - s.null_frac) * s.avg_width)::float8 as width,
                count(s.avg_width) as described,
                count(*) as columns
            from pg_catalog.pg_attribute as a
            left join pg_catalog.pg_stats as s
                on s.schemaname = b.nspname and s.tablename = b.relname and s.attname = a.attname and not s.inherited
            where a.attrelid = b.oid and a.attnum > 0 and not a.attisdropped
        ) as w
),

reckoned as (
    select
        m.*,
        pg_catalog.ceil(
            m.rows * (4 + 24 + 8 * pg_catalog.ceil(coalesce(m.width, 0) / 8)) / ((m.block - 24) * m.fill)
        ) as needed
    from measured as m
)

select
    r.nspname::text as schema,
    r.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    r.pages * r.block as octets,
    (greatest(0, r.pages - r.needed) * r.block)::bigint as waste,
    case when r.described < r.columns then 'its statistics cannot be read, or are not there' end as unknown,
    case when r.described = r.columns then 100 * greatest(0, r.pages - r.needed) / r.pages end::float8 as value
from reckoned as r
where r.described < r.columns
    or (
        greatest(0, r.pages - r.needed) * r.block >= %(least)s::float8
        and 100 * (r.pages - r.needed) / r.pages >= %(warning)s::float8
    )
order by waste desc
limit 200
