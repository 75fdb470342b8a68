-- title: Connections are running out
-- level: warning
-- area: performance
-- needs: all_sessions
-- threshold: connections_percent
-- detail: {used:count} of the {usable:count} that ordinary roles may use are taken, {idle:count} of them idle
-- figure: {used:count}/{usable:count}
-- why: When they are gone the application is refused. A pooler needs far fewer; max_connections costs memory.
-- fix: use a pooler, or end idle sessions: greenroom activity
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    ''::text as sub,
    s.used,
    s.idle,
    s.usable,
    (100.0 * s.used / s.usable)::float8 as value
from (
    select
        count(*) filter (where a.backend_type = 'client backend') as used,
        count(*) filter (where a.backend_type = 'client backend' and a.state = 'idle') as idle,
        pg_catalog.current_setting('max_connections')::integer
        - pg_catalog.current_setting('superuser_reserved_connections')::integer
        - coalesce(pg_catalog.current_setting('reserved_connections', true)::integer, 0) as usable
    from pg_catalog.pg_stat_activity as a
) as s
where 100.0 * s.used / s.usable >= %(warning)s::float8
