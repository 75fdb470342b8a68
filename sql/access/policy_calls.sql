-- title: Functions that policies call and that a role may not run, or may not name
-- why: Without EXECUTE a statement is refused, mostly whatever the row: the right is asked for when it begins. Without
--   USAGE on its schema the policy works all the same, but the role cannot be asked what the expression gives.
select
    r.oid::bigint as role,
    y.oid::bigint as policy,
    coalesce(
        pg_catalog.array_agg(
            pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
            order by n.nspname, p.proname
        ) filter (where not pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')),
        '{}'
    ) as closed,
    pg_catalog.bool_or(not pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')) as unnamed
from pg_catalog.pg_policy as y
inner join pg_catalog.pg_depend as d
    on d.objid = y.oid and d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
inner join pg_catalog.pg_proc as p
    on p.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
inner join pg_catalog.pg_roles as r on r.oid = any(%(roles)s::pg_catalog.oid[])
where not (
        pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
        and pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
    )
group by r.oid, y.oid
