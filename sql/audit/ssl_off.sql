-- title: The server does not encrypt connections
-- level: warning
-- area: server
-- why: Passwords and rows travel readable to everybody on the way, unless a pooler or tunnel in front of it encrypts.
-- fix: alter system set ssl = on
select
    '' as schema,
    'ssl' as object,
    'setting' as object_type,
    'It is off, and the server listens on ' || l.setting || '.' as detail,
    case when l.setting ~ '^(localhost|127\.0\.0\.1|::1|[, ])*$' then 'info' else 'warning' end as level
from pg_catalog.pg_settings as s
inner join pg_catalog.pg_settings as l on l.name = 'listen_addresses'
where s.name = 'ssl'
    and s.setting = 'off'
    and l.setting <> ''
