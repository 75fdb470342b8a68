-- title: Functions that policies ask who somebody is
-- why: On any Postgres, whatever they are called, policies stand on them; one that reads a setting believes it.
select
    n.nspname::text as schema,
    p.proname::text as name,
    pg_catalog.count(distinct d.objid)::bigint as policies,
    p.provolatile::text as volatility,
    p.prosecdef as definer,
    p.prosrc ~* '\mcurrent_setting\M' as reads_settings,
    p.prosrc ~* '\m(current_user|session_user|current_role)\M' as reads_role
from pg_catalog.pg_depend as d
inner join pg_catalog.pg_proc as p on p.oid = d.refobjid
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
    and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    and n.nspname <> 'pg_catalog'
group by n.nspname, p.proname, p.oid, p.provolatile, p.prosecdef, p.prosrc
order by n.nspname, p.proname, p.oid
