-- title: Policy Exists RLS Disabled
-- level: error
-- area: security
-- why: Supabase's advisor: there are policies, and row level security is off.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'Its policies do nothing: ' || pg_catalog.string_agg(p.polname::text, ', ' order by p.polname) || '.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind = 'r'
    and not c.relrowsecurity
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname
