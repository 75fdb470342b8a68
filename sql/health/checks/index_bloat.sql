-- title: Index with much empty room
-- level: warning
-- area: performance
-- threshold: bloat_percent
-- needs: SELECT on the tables, or pg_read_all_data
-- detail: about {value:percent} of {octets:bytes} is empty, by the planner's statistics: ~{waste:bytes}
-- figure: ~{value:percent}, {waste:bytes}
-- why: Every look into it reads more pages than it needs. Estimated; of B-trees only, the others cannot be reckoned.
-- fix: reindex index concurrently {schema}.{object}
-- operation: maintenance.reindex {name}
-- remedy: grant SELECT on the tables, or pg_read_all_data, to this role; for an exact figure use pgstattuple
with
big as materialized (
    select
        i.indexrelid as oid,
        i.indrelid,
        i.indnatts,
        i.indkey::pg_catalog.int2[] as keys,
        n.nspname,
        c.relname,
        t.relname as of_table,
        c.relpages::bigint as pages,
        c.reltuples::float8 as rows,
        pg_catalog.current_setting('block_size')::bigint as block,
        coalesce((
            select o.option_value::float8 from pg_catalog.pg_options_to_table(c.reloptions) as o
            where o.option_name = 'fillfactor'
        ), 90) / 100 as fill
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
    inner join pg_catalog.pg_am as m on m.oid = c.relam
    inner join pg_catalog.pg_class as t on t.oid = i.indrelid
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind = 'i'
        and m.amname = 'btree'
        and i.indisvalid
        and c.relpersistence <> 't'
        and c.reltuples > 0
        and c.oid >= 16384
        and t.relkind in ('r', 'm')
        and c.relpages::float8 * pg_catalog.current_setting('block_size')::float8 >= %(least)s::float8
),

measured as (
    select
        b.*,
        w.width,
        w.described
    from big as b
    cross join
        lateral (
            select
                sum((1 - s.null_frac) * s.avg_width)::float8 as width,
                count(s.avg_width) as described
            from pg_catalog.unnest(b.keys) with ordinality as k (attribute, place)
            left join pg_catalog.pg_attribute as a
                on a.attrelid = case k.attribute when 0 then b.oid else b.indrelid end
                    and a.attnum = case k.attribute when 0 then k.place else k.attribute end
            left join pg_catalog.pg_stats as s
                on s.schemaname = b.nspname
                    and s.tablename = case k.attribute when 0 then b.relname else b.of_table end
                    and s.attname = a.attname
                    and not s.inherited
        ) as w
),

reckoned as (
    select
        m.*,
        1 + pg_catalog.ceil(
            m.rows * (4 + 8 + 8 * pg_catalog.ceil(coalesce(m.width, 0) / 8)) / ((m.block - 40) * m.fill)
        ) as needed
    from measured as m
)

select
    r.nspname::text as schema,
    r.relname::text as object,
    'index'::text as object_type,
    ''::text as sub,
    r.of_table::text as of_table,
    r.pages * r.block as octets,
    (greatest(0, r.pages - r.needed) * r.block)::bigint as waste,
    case when r.described < r.indnatts then 'the statistics of its columns cannot be read, or are not there' end
        as unknown,
    case when r.described = r.indnatts then 100 * greatest(0, r.pages - r.needed) / r.pages end::float8 as value
from reckoned as r
where r.described < r.indnatts
    or (
        greatest(0, r.pages - r.needed) * r.block >= %(least)s::float8
        and 100 * (r.pages - r.needed) / r.pages >= %(warning)s::float8
    )
order by waste desc
limit 200
