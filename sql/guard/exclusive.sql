-- title: Take the lock of a batch, without waiting
-- why: Two that apply migrations at once must not both run them. The lock is the session's: it is held over several
--   transactions, and goes with the connection.
select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(%(name)s, 0)) as taken
