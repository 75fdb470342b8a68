-- title: Extension Versions Outdated
-- level: warning
-- area: security
-- why: Supabase's advisor: the installed version is not the default one, and the server still has it.
select
    '' as schema,
    e.extname as object,
    'extension' as object_type,
    'Version ' || e.extversion || ' is installed, ' || a.default_version || ' is the default.' as detail
from pg_catalog.pg_extension as e
inner join pg_catalog.pg_available_extensions as a on e.extname = a.name
where e.extversion <> a.default_version
    and exists (
        select 1 from pg_catalog.pg_available_extension_versions as v
        where v.name = e.extname and v.version = e.extversion
    )
