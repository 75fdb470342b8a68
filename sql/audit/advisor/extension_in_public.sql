-- title: Extension in Public
-- level: warning
-- area: security
-- why: Supabase's advisor: an extension in the schema public.
select
    n.nspname as schema,
    e.extname as object,
    'extension' as object_type,
    'It is installed in public.' as detail
from pg_catalog.pg_extension as e
inner join pg_catalog.pg_namespace as n on e.extnamespace = n.oid
where n.nspname = 'public' and e.extname <> 'plpgsql'
