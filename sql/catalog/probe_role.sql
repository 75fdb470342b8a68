-- title: What the role that we are may do
-- why: A person who tests a target should see whose hands they have on it.
select
    current_user::text as role,
    session_user::text as login,
    r.rolsuper as superuser,
    r.rolcreaterole as creates_roles,
    r.rolcreatedb as creates_databases,
    r.rolreplication as replicates,
    r.rolbypassrls as bypasses_rls,
    r.rolconnlimit as connection_limit,
    extract(epoch from r.rolvaliduntil - pg_catalog.now())::float8 as valid_for_seconds,
    pg_catalog.pg_has_role(current_user, 'pg_read_all_data', 'usage') as reads_all_data,
    pg_catalog.pg_has_role(current_user, 'pg_write_all_data', 'usage') as writes_all_data,
    pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all_sessions
from pg_catalog.pg_roles as r
where r.rolname = current_user
