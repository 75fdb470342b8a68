-- title: Query that runs for long
-- level: warning
-- area: performance
-- needs: all_sessions
-- threshold: query_seconds
-- detail: {role} runs it for {value:seconds}: {query}
-- figure: {value:seconds}
-- why: It may hold locks, and its snapshot keeps VACUUM from cleaning up.
-- fix: greenroom activity --cancel {object:raw}
-- operation: activity.cancel {object} backend_start={backend_start}
select
    coalesce(a.datname::text, '') as schema,
    a.pid::text as object,
    'session'::text as object_type,
    ''::text as sub,
    coalesce(a.usename::text, '') as role,
    extract(epoch from a.backend_start)::text as backend_start,
    pg_catalog.left(a.query, 80) as query,
    extract(epoch from pg_catalog.clock_timestamp() - a.query_start)::float8 as value
from pg_catalog.pg_stat_activity as a
where a.state = 'active'
    and a.backend_type = 'client backend'
    and a.pid <> pg_catalog.pg_backend_pid()
    and extract(epoch from pg_catalog.clock_timestamp() - a.query_start) >= %(warning)s::float8
order by value desc
limit 100
