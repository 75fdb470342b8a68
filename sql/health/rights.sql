-- title: What this role may see of the server's health, and which extensions help
-- why: Who sees little must be told so, and not that all is well.
select
    current_user::text as role,
    pg_catalog.current_setting('server_version_num')::integer as version,
    pg_catalog.pg_is_in_recovery() as standby,
    r.rolsuper as superuser,
    pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage') as all_sessions,
    pg_catalog.pg_has_role(current_user, 'pg_read_all_data', 'usage') as reads_all,
    pg_catalog.current_setting('track_counts')::boolean as counts,
    coalesce(max(n.nspname::text) filter (where e.extname = 'pg_stat_statements'), '') as statements_schema,
    coalesce(max(e.extversion) filter (where e.extname = 'pg_stat_statements'), '') as statements_version,
    coalesce(max(n.nspname::text) filter (where e.extname = 'hypopg'), '') as hypopg_schema,
    coalesce(max(n.nspname::text) filter (where e.extname = 'pgstattuple'), '') as pgstattuple_schema,
    coalesce(max(n.nspname::text) filter (where e.extname = 'amcheck'), '') as amcheck_schema,
    exists(
        select
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as s on s.oid = c.relnamespace
        where s.nspname = 'cron' and c.relname = 'job_run_details'
    ) as cron_here,
    coalesce(pg_catalog.current_setting('cron.database_name', true), '') as cron_database
from pg_catalog.pg_roles as r
left join pg_catalog.pg_extension as e on true
left join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where r.rolname = current_user
group by r.rolsuper
