-- title: Passwords are stored in the old way
-- level: warning
-- area: server
-- why: md5 of password and name can be used to log in without knowing the password. scram-sha-256 cannot.
-- fix: alter system set password_encryption = 'scram-sha-256'
select
    '' as schema,
    'password_encryption' as object,
    'setting' as object_type,
    'It is ' || s.setting || '.' as detail
from pg_catalog.pg_settings as s
where s.name = 'password_encryption' and s.setting <> 'scram-sha-256'
