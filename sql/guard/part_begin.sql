-- title: First statement of a part of a batch
-- why: Its limits end with the transaction.
select
    pg_catalog.set_config('lock_timeout', %(lock_timeout)s, true),
    pg_catalog.set_config('statement_timeout', %(statement_timeout)s, true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', %(idle_timeout)s, true)
