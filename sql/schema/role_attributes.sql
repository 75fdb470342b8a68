-- title: What each role may and may not do, as the statement that says so
-- why: A role on a scratch server stands for the target's: without its attributes row security would bind another one.
--   A superuser is none there, for whoever acts for it would be one: it passes row security as it does here.
select
    r.rolname::text as name,
    r.rolsuper or r.rolbypassrls as bypasses,
    'alter role ' || pg_catalog.quote_ident(r.rolname)
    || case when r.rolsuper or r.rolbypassrls then ' bypassrls' else ' nobypassrls' end
    || case when r.rolinherit then ' inherit' else ' noinherit' end
    || case when r.rolcanlogin then ' login' else ' nologin' end
    || case when r.rolcreaterole then ' createrole' else ' nocreaterole' end
    || case when r.rolcreatedb then ' createdb' else ' nocreatedb' end
    || case when r.rolreplication then ' replication' else ' noreplication' end as says
from pg_catalog.pg_roles as r
where not pg_catalog.starts_with(r.rolname::text, 'pg_')
order by r.rolname
