-- title: Updates that touch every index
-- level: info
-- area: performance
-- threshold: hot_percent
-- detail: {value:percent} of {updates:count} updates stayed on their page; fillfactor is {fill:raw}
-- figure: {value:percent}
-- why: An update that finds no room on its page, or changes an indexed column, writes to every index of the table.
-- fix: alter table {schema}.{object} set (fillfactor = 85)
-- operation: maintenance.table-option {name} option=fillfactor value=85
select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    s.updates,
    f.fill,
    (100.0 * s.hot / nullif(s.updates, 0))::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select
            pg_catalog.pg_stat_get_tuples_updated(c.oid) as updates,
            pg_catalog.pg_stat_get_tuples_hot_updated(c.oid) as hot
    ) as s
cross join
    lateral (
        select
            coalesce((
                select o.option_value::integer from pg_catalog.pg_options_to_table(c.reloptions) as o
                where o.option_name = 'fillfactor'
            ), 100) as fill
    ) as f
where c.relkind = 'r'
    and c.oid >= 16384
    and s.updates >= %(least)s::float8
    and f.fill > 90
    and 100.0 * s.hot / nullif(s.updates, 0) < %(warning)s::float8
order by s.updates - s.hot desc
limit 50
