-- title: Statistics of the planner are stale
-- level: warning
-- area: performance
-- threshold: analyze_times
-- detail: {rows:count} rows changed since ANALYZE; autovacuum should analyze it at {bound:count}
-- figure: {value:times}
-- why: The planner reckons with what the table was; a wrong plan can take minutes instead of milliseconds.
-- fix: analyze {schema}.{object}
-- operation: maintenance.analyze {name}
select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    s.rows,
    t.bound::bigint as bound,
    (s.rows / greatest(t.bound, 1))::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join lateral (select pg_catalog.pg_stat_get_mod_since_analyze(c.oid) as rows) as s
cross join
    lateral (
        select
            coalesce(
                (
                    select o.option_value::float8 from pg_catalog.pg_options_to_table(c.reloptions) as o
                    where o.option_name = 'autovacuum_analyze_threshold'
                ),
                pg_catalog.current_setting('autovacuum_analyze_threshold')::float8
            ) + coalesce(
                (
                    select o.option_value::float8 from pg_catalog.pg_options_to_table(c.reloptions) as o
                    where o.option_name = 'autovacuum_analyze_scale_factor'
                ),
                pg_catalog.current_setting('autovacuum_analyze_scale_factor')::float8
            ) * greatest(c.reltuples, 0) as bound
    ) as t
where c.relkind in ('r', 'm')
    and c.relpersistence <> 't'
    and c.oid >= 16384
    and not pg_catalog.pg_is_in_recovery()
    and s.rows >= %(least)s::float8
    and s.rows / greatest(t.bound, 1) >= %(warning)s::float8
order by value desc
limit 200
