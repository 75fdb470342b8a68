-- title: Counters of the server began anew
-- level: info
-- area: performance
-- threshold: counters_days
-- detail: dead rows, scans and changes are counted since {since} only, {value:days} ago
-- figure: {value:days}
-- why: A crash or pg_stat_reset empties them: unused indexes cannot be told, and autovacuum waits for new changes.
-- fix: analyze
select
    ''::text as schema,
    d.datname::text as object,
    'database'::text as object_type,
    ''::text as sub,
    pg_catalog.date_trunc('second', s.at)::text as since,
    (extract(epoch from pg_catalog.now() - s.at) / 86400)::float8 as value
from pg_catalog.pg_stat_database as d
cross join pg_catalog.pg_stat_bgwriter as b
cross join lateral (select greatest(d.stats_reset, b.stats_reset) as at) as s
where d.datname = pg_catalog.current_database()
    and extract(epoch from pg_catalog.now() - s.at) / 86400 < %(warning)s::float8
