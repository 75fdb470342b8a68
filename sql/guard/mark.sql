-- title: By what this transaction can be asked for later
-- why: Written to the journal before COMMIT is sent. If the connection dies in COMMIT, pg_xact_status tells by it what
--   became of the transaction; the process can be found, and ended, by its pid and its start.
select
    pg_catalog.pg_current_xact_id()::text as xid,
    a.pid,
    extract(epoch from a.backend_start)::text as backend_start,
    extract(epoch from pg_catalog.pg_postmaster_start_time())::text as server_started
from pg_catalog.pg_stat_activity as a
where a.pid = pg_catalog.pg_backend_pid()
