-- title: Schemas that the API serves, wherever that is set
-- why: PostgREST reads pgrst.db_schemas from its role's settings in this database, or for all, or from its own file.
select
    '' as role,
    pg_catalog.current_setting('pgrst.db_schemas', true) as schemas
where coalesce(pg_catalog.current_setting('pgrst.db_schemas', true), '') <> ''
union all
select
    coalesce(pg_catalog.pg_get_userbyid(nullif(s.setrole, 0))::text, '') as role,
    pg_catalog.substr(o.setting, pg_catalog.length('pgrst.db_schemas=') + 1) as schemas
from pg_catalog.pg_db_role_setting as s
cross join lateral pg_catalog.unnest(s.setconfig) as o (setting)
where pg_catalog.starts_with(o.setting, 'pgrst.db_schemas=')
    and s.setdatabase in (
        0, (
            select d.oid
            from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
    )
