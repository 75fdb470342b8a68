-- title: Functions that the policies of some relations call
-- why: Reading as a role runs them. A volatile one may do more than answer; one that reads settings may answer NULL.
select distinct
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) as name,
    p.provolatile = 'v' as volatile,
    p.prosecdef as definer
from pg_catalog.pg_policy as y
inner join pg_catalog.pg_depend as d
    on d.objid = y.oid and d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
inner join pg_catalog.pg_proc as p
    on p.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where y.polrelid = any(%(relations)s::pg_catalog.oid[])
order by name
