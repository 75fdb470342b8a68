-- title: Give every lock of the session back
-- why: Behind a pooler in session mode the connection may serve somebody else next.
select pg_catalog.pg_advisory_unlock_all()
