-- title: What the role that we are may do with one relation
-- why: Asked as the role itself: has_table_privilege and row_security_active then answer for it.
select
    current_user::text as role,
    session_user::text as login,
    pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') as schema_usage,
    pg_catalog.row_security_active(c.oid) as row_security,
    pg_catalog.has_any_column_privilege(c.oid, 'SELECT') as may_select,
    pg_catalog.has_any_column_privilege(c.oid, 'INSERT') as may_insert,
    pg_catalog.has_any_column_privilege(c.oid, 'UPDATE') as may_update,
    pg_catalog.has_table_privilege(c.oid, 'DELETE') as may_delete,
    pg_catalog.has_table_privilege(c.oid, 'TRUNCATE') as may_truncate
from pg_catalog.pg_class as c
where c.oid = %(relation)s::pg_catalog.oid
