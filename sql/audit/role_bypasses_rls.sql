-- title: Role that logs in and that no policy binds
-- level: warning
-- area: security
-- why: SUPERUSER and BYPASSRLS skip every policy. An application that logs in with such a role has none.
-- fix: alter role {role} {less}
select
    '' as schema,
    r.rolname as object,
    'role' as object_type,
    pg_catalog.json_build_object('attribute', case when r.rolsuper then 'SUPERUSER' else 'BYPASSRLS' end) as sub,
    r.rolname || ' logs in and sees every row.' as detail,
    pg_catalog.quote_ident(r.rolname) as role,
    case when r.rolsuper then 'nosuperuser' else 'nobypassrls' end as less
from pg_catalog.pg_roles as r
where r.rolcanlogin
    and (r.rolsuper or r.rolbypassrls)
    and r.oid <> 10
    and r.rolname <> all(array['supabase_admin', 'supabase_etl_admin', 'supabase_read_only_user', 'postgres'])
