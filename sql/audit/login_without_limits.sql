-- title: Log-in that never ends and has no limit
-- level: info
-- area: server
-- why: Without VALID UNTIL a leaked password opens for ever; without a connection limit one client can use up all
--   connections.
select
    '' as schema,
    r.rolname as object,
    'role' as object_type,
    pg_catalog.concat_ws(
        ' ',
        case when r.rolvaliduntil is null or r.rolvaliduntil = 'infinity' then 'It has no VALID UNTIL.' end,
        case when r.rolconnlimit = -1 then 'It may open any number of connections.' end
    ) as detail
from pg_catalog.pg_roles as r
where r.rolcanlogin
    and not r.rolsuper
    and r.oid >= 16384
    and r.rolname !~ '^(supabase_|authenticator$|pgbouncer$|dashboard_user$)'
    and ((r.rolvaliduntil is null or r.rolvaliduntil = 'infinity') and r.rolconnlimit = -1)
