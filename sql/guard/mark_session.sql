-- title: By what a statement without a transaction can be found later
-- why: The server process that runs it, by its pid and its start.
select
    null::text as xid,
    a.pid,
    extract(epoch from a.backend_start)::text as backend_start,
    extract(epoch from pg_catalog.pg_postmaster_start_time())::text as server_started
from pg_catalog.pg_stat_activity as a
where a.pid = pg_catalog.pg_backend_pid()
