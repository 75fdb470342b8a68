-- title: Who a session waits for right now
-- why: Asked while we wait for a lock, on another connection.
select
    b.pid,
    a.usename::text as role,
    a.application_name as application,
    a.state,
    extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as seconds,
    'the row'::text as held,
    ''::text as mode
from pg_catalog.unnest(pg_catalog.pg_blocking_pids(%(pid)s)) as b (pid)
left join pg_catalog.pg_stat_activity as a on a.pid = b.pid
order by b.pid
