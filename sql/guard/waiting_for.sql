-- title: Who a session waits for right now
-- why: A statement without a transaction has no lock_timeout: its blockers are shown while it waits.
select
    b.pid,
    a.usename::text as role,
    a.application_name as application,
    a.state,
    extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as seconds,
    'it up'::text as held,
    ''::text as mode
from pg_catalog.unnest(pg_catalog.pg_blocking_pids(%(pid)s)) as b (pid)
left join pg_catalog.pg_stat_activity as a on a.pid = b.pid
order by b.pid
