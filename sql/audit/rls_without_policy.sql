-- title: Row level security without a policy
-- level: info
-- area: security
-- why: Nobody but the owner and roles that bypass row security sees or writes a row. Everybody else gets [] and no
--   error.
-- advisor: rls_enabled_no_policy
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'All rows are hidden from every role that row security binds.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind in ('r', 'p')
    and c.relrowsecurity
    and not exists (
        select 1 from pg_catalog.pg_policy as p
        where p.polrelid = c.oid
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
