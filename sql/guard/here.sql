-- title: Where a plan is made, and as whom
-- why: A standby or a role that is read-only by default cannot write: said before anybody confirms.
select
    pg_catalog.pg_is_in_recovery() as standby,
    d.oid::bigint as database_oid,
    current_user::text as role,
    pg_catalog.current_setting('default_transaction_read_only')::boolean as read_only_by_default,
    pg_catalog.current_setting('server_version_num')::integer as version
from pg_catalog.pg_database as d
where d.datname = pg_catalog.current_database()
