-- title: Whether a server process is gone
-- why: A pid is used again: only together with its start it is the same process.
select
    not exists (
        select 1
        from pg_catalog.pg_stat_activity as a
        where a.pid = %(pid)s and extract(epoch from a.backend_start)::text = %(backend_start)s
    ) as gone
