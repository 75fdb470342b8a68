-- title: Extension that is older than the server's files
-- level: warning
-- area: server
-- why: The server has a newer version of it: fixes, security fixes among them, wait for ALTER EXTENSION.
-- fix: alter extension {name} update
-- advisor: extension_versions_outdated
select
    '' as schema,
    e.extname as object,
    'extension' as object_type,
    'Version ' || e.extversion || ' is installed, ' || a.default_version || ' is there.' as detail,
    pg_catalog.quote_ident(e.extname) as name
from pg_catalog.pg_extension as e
inner join pg_catalog.pg_available_extensions as a on e.extname = a.name
where e.extversion <> a.default_version
