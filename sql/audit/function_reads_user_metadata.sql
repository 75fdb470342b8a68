-- title: Function of a policy that believes what the user writes
-- level: warning
-- area: security
-- why: The policy looks safe; the function that it asks reads user_metadata, which every user may change.
select distinct on (n.nspname, c.relname, p.polname)
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' asks ' || fn.nspname || '.' || f.proname || ', which reads user_metadata.' as detail,
    'static' as confidence
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_depend as d
    on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
        and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
inner join pg_catalog.pg_proc as f on d.refobjid = f.oid
inner join pg_catalog.pg_namespace as fn on f.pronamespace = fn.oid
where f.prosrc ~ '\m(raw_user_meta_data|user_metadata)\M'
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by n.nspname, c.relname, p.polname, fn.nspname, f.proname
