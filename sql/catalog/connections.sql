-- title: Connections in use against those that ordinary roles may use, and the oldest transaction
-- why: A full server refuses the application; an old transaction keeps vacuum from cleaning up.
select
    count(*) filter (where a.backend_type = 'client backend')::integer as used,
    (
        pg_catalog.current_setting('max_connections')::integer
        - pg_catalog.current_setting('superuser_reserved_connections')::integer
        - coalesce(pg_catalog.current_setting('reserved_connections', true)::integer, 0)
    ) as usable,
    (
        extract(
            epoch from pg_catalog.clock_timestamp()
            - min(a.xact_start) filter (
                where a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid()
            )
        )
    )::float8 as oldest_transaction_seconds
from pg_catalog.pg_stat_activity as a
