-- title: Extension in the schema public
-- level: warning
-- area: security
-- why: Its functions stand where everybody may look, and an API that serves public serves them too.
-- fix: alter extension {name} set schema extensions
-- advisor: extension_in_public
select
    n.nspname as schema,
    e.extname as object,
    'extension' as object_type,
    'Version ' || e.extversion || '.' as detail,
    pg_catalog.quote_ident(e.extname) as name
from pg_catalog.pg_extension as e
inner join pg_catalog.pg_namespace as n on e.extnamespace = n.oid
where n.nspname = 'public'
