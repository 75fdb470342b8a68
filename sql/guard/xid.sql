-- title: The number of this transaction
-- why: Written to the journal before COMMIT is sent. If the connection dies in COMMIT, pg_xact_status tells by it what
--   became of the transaction.
select pg_catalog.pg_current_xact_id()::text as xid
