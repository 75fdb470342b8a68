-- title: End the server process whose transaction is in doubt
-- needs: pg_signal_backend, or the same role
-- why: Only while it is at exactly that: a pid is used again, and a pooler gives a connection to somebody else.
select pg_catalog.pg_terminate_backend(a.pid) as ended
from pg_catalog.pg_stat_activity as a
where
    a.pid = %(pid)s
    and extract(epoch from a.backend_start)::text = %(backend_start)s
    and case when %(xid)s::text is null then a.state = 'active' else a.backend_xid::text = %(xid)s::text end
