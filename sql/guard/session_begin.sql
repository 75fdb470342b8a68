-- title: Settings of a session of our own
-- why: For a statement without a transaction, on a connection that is closed behind it. No limit of the server's on
--   VACUUM and CONCURRENTLY: broken off, they leave an invalid index or an hour of work undone. Our own clock watches.
select
    pg_catalog.set_config('statement_timeout', '0', false),
    pg_catalog.set_config('lock_timeout', %(lock_timeout)s, false),
    pg_catalog.current_setting('default_transaction_read_only')::boolean as read_only,
    pg_catalog.pg_is_in_recovery() as standby,
    d.oid::bigint as database_oid,
    current_user::text as role,
    pg_catalog.pg_backend_pid() as pid
from pg_catalog.pg_database as d
where d.datname = pg_catalog.current_database()
