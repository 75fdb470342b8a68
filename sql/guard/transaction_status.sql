-- title: What became of a transaction
-- why: committed, aborted, in progress; null where the server has forgotten it; an error where it is in the future.
select pg_catalog.pg_xact_status(%(xid)s::pg_catalog.xid8) as status
