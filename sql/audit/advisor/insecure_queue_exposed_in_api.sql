-- title: Insecure Queue Exposed in API
-- level: error
-- area: security
-- why: Supabase's advisor: a table of a queue without row level security that anon or authenticated may SELECT,
--   while the API serves pgmq_public.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'A queue without row level security.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relkind in ('r', 'I')
    and not c.relrowsecurity
    and n.nspname = 'pgmq'
    and c.relname::text ~ '^q.'
    and 'pgmq_public' = any(%(exposed)s::text[])
    and exists (
        select 1 from pg_catalog.pg_roles as a
        where a.rolname in ('anon', 'authenticated') and pg_catalog.has_table_privilege(a.oid, c.oid, 'select')
    )
