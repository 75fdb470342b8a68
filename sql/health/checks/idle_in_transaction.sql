-- title: Session idle in a transaction
-- level: warning
-- area: performance
-- needs: all_sessions
-- threshold: idle_seconds
-- detail: {role} has done nothing for {value:seconds}; it holds {locks:count} locks. Last: {query}
-- figure: {value:seconds}
-- why: Its locks and its snapshot stay: VACUUM cleans nothing that died since, and DDL waits for it.
-- fix: greenroom activity --terminate {object:raw}
-- operation: activity.terminate {object} backend_start={backend_start}
select
    coalesce(a.datname::text, '') as schema,
    a.pid::text as object,
    'session'::text as object_type,
    ''::text as sub,
    coalesce(a.usename::text, '') as role,
    extract(epoch from a.backend_start)::text as backend_start,
    (
        select count(*) from pg_catalog.pg_locks as l
        where l.pid = a.pid and l.locktype = 'relation'
    ) as locks,
    pg_catalog.left(a.query, 80) as query,
    extract(epoch from pg_catalog.clock_timestamp() - a.state_change)::float8 as value
from pg_catalog.pg_stat_activity as a
where a.state in ('idle in transaction', 'idle in transaction (aborted)')
    and extract(epoch from pg_catalog.clock_timestamp() - a.state_change) >= %(warning)s::float8
order by value desc
limit 100
