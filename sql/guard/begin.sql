-- title: First statement of every write
-- why: Its limits end with the transaction, so nothing leaks through a pooler. Says whether the transaction may write,
--   and which server process it runs in.
select
    pg_catalog.set_config('lock_timeout', %(lock_timeout)s, true),
    pg_catalog.set_config('statement_timeout', %(statement_timeout)s, true),
    pg_catalog.set_config('idle_in_transaction_session_timeout', %(idle_timeout)s, true),
    pg_catalog.current_setting('transaction_read_only')::boolean as read_only,
    pg_catalog.pg_is_in_recovery() as standby,
    d.oid::bigint as database_oid,
    current_user::text as role,
    pg_catalog.pg_backend_pid() as pid
from pg_catalog.pg_database as d
where d.datname = pg_catalog.current_database()
