-- title: Whether a server process is still there
-- why: A pid is used again: only together with its start it is the same process.
select
    exists(
        select 1
        from pg_catalog.pg_stat_activity as a
        where a.pid = %(pid)s and extract(epoch from a.backend_start)::text = %(backend_start)s
    ) as alive,
    exists(
        select 1
        from pg_catalog.pg_stat_activity as a
        where
            a.pid = %(pid)s and extract(epoch from a.backend_start)::text = %(backend_start)s
            and a.state in ('idle in transaction', 'idle in transaction (aborted)')
    ) as idle,
    extract(epoch from pg_catalog.pg_postmaster_start_time())::text as server_started
