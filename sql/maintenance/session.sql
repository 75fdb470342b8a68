-- title: One session, as it is now
-- why: A pid is used again: its start makes it this process, and the start of its query makes it this query.
select
    a.pid,
    extract(epoch from a.backend_start)::text as backend_start,
    extract(epoch from a.query_start)::text as query_start,
    a.pid = pg_catalog.pg_backend_pid() as own,
    coalesce(a.usename::text, '') as role,
    coalesce(a.application_name, '') as application,
    coalesce(a.backend_type, '') as kind,
    coalesce(a.state, '') as state,
    pg_catalog.left(coalesce(a.query, ''), 200) as query,
    extract(epoch from pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.state_change))::float8 as seconds
from pg_catalog.pg_stat_activity as a
where a.pid = %(pid)s
