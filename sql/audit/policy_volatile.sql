-- title: Policy that asks a volatile function
-- level: warning
-- area: performance
-- why: It is called for each row, no index helps, and a mere SELECT has its side effects.
-- fix: alter routine {routine} stable
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object(
        'policy', p.polname,
        'function',
        fn.nspname || '.' || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')'
    ) as sub,
    'Policy ' || p.polname || ' asks ' || fn.nspname || '.' || f.proname || ', which is VOLATILE.' as detail,
    pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname)
    || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' as routine
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_depend as d
    on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
        and d.objid = p.oid
        and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
inner join pg_catalog.pg_proc as f on d.refobjid = f.oid and f.provolatile = 'v'
inner join pg_catalog.pg_namespace as fn on f.pronamespace = fn.oid
where n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.nspname, c.relname, p.polname, fn.nspname, f.proname, f.oid
