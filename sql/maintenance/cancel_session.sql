-- title: Ask a session to stop its query
-- needs: pg_signal_backend, or the same role
-- why: Only that query of exactly that process: a pid is used again, and a session goes on to its next query.
select pg_catalog.pg_cancel_backend(a.pid) as asked
from pg_catalog.pg_stat_activity as a
where
    a.pid = %(pid)s
    and extract(epoch from a.backend_start)::text = %(backend_start)s
    and extract(epoch from a.query_start)::text is not distinct from %(query_start)s::text
    and a.state = 'active'
