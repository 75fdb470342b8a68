-- title: RLS Enabled No Policy
-- level: info
-- area: security
-- why: Supabase's advisor: row level security is on, and there is no policy.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'Row level security is on, and it has no policies.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind = 'r'
    and c.relrowsecurity
    and not exists (
        select 1 from pg_catalog.pg_policy as p
        where p.polrelid = c.oid
    )
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
