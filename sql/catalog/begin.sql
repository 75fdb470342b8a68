-- title: First statement of every read
-- why: Freezes the transaction's mode (after any query it cannot become READ WRITE) and sets its limits. All of it
--   ends with the transaction, so nothing leaks through a pooler to another client. The role is our own again, whatever
--   a client before us left on a shared server connection.
select
    pg_catalog.set_config('role', 'none', true),
    pg_catalog.set_config('statement_timeout', %(statement_timeout)s, true),
    pg_catalog.set_config('lock_timeout', %(lock_timeout)s, true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', %(idle_timeout)s, true),
    pg_catalog.current_setting('transaction_read_only') as read_only
