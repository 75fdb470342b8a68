-- title: Transactions lock each other out
-- level: warning
-- area: performance
-- threshold: deadlocks_a_day
-- detail: {total:count} deadlocks in {days:days}, since the counters began
-- figure: {value:decimal} a day
-- why: Each of them made one transaction fail. Those that change several rows must do it in one order.
-- fix: look into the log of the server: it has both statements
select
    ''::text as schema,
    d.datname::text as object,
    'database'::text as object_type,
    ''::text as sub,
    d.deadlocks as total,
    s.days::float8 as days,
    (d.deadlocks / greatest(s.days, 1))::float8 as value
from pg_catalog.pg_stat_database as d
cross join pg_catalog.pg_stat_bgwriter as b
cross join
    lateral (
        select
            extract(
                epoch from pg_catalog.now() - coalesce(
                    greatest(d.stats_reset, b.stats_reset), pg_catalog.pg_postmaster_start_time()
                )
            ) / 86400 as days
    ) as s
where d.datname = pg_catalog.current_database()
    and d.deadlocks / greatest(s.days, 1) >= %(warning)s::float8
