-- title: End one server process
-- needs: pg_signal_backend, or the same role
-- why: Only if it is still the process that was meant: a pid is used again.
select pg_catalog.pg_terminate_backend(a.pid) as ended
from pg_catalog.pg_stat_activity as a
where a.pid = %(pid)s and extract(epoch from a.backend_start)::text = %(backend_start)s
