-- title: End a session
-- needs: pg_signal_backend, or the same role
-- why: Only exactly that process: a pid is used again.
select pg_catalog.pg_terminate_backend(a.pid) as ended
from pg_catalog.pg_stat_activity as a
where
    a.pid = %(pid)s
    and extract(epoch from a.backend_start)::text = %(backend_start)s
    and extract(epoch from a.query_start)::text is not distinct from %(query_start)s::text
