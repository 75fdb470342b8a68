-- title: The server, the database and the role that we are on it
-- why: The banner and Home. Costs a few milliseconds; no file is touched.
select
    pg_catalog.current_setting('server_version') as version,
    pg_catalog.current_setting('server_version_num')::integer as version_number,
    pg_catalog.pg_is_in_recovery() as standby,
    pg_catalog.current_database() as database,
    d.oid::bigint as database_oid,
    current_user::text as role,
    r.rolsuper as superuser,
    r.rolbypassrls as bypasses_rls,
    pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all_sessions,
    pg_catalog.pg_backend_pid() as pid,
    extract(epoch from pg_catalog.now() - pg_catalog.pg_postmaster_start_time())::float8 as uptime_seconds
from pg_catalog.pg_database as d
inner join pg_catalog.pg_roles as r on r.rolname = current_user
where d.datname = pg_catalog.current_database()
