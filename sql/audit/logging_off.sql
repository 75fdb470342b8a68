-- title: What happens is not written to the log
-- level: info
-- area: server
-- why: After an incident nobody can say who was there and what waited for what.
-- fix: alter system set {setting} = '{better}'
select
    '' as schema,
    s.name as object,
    'setting' as object_type,
    'It is ' || case s.setting when '' then 'empty' else s.setting end || '.' as detail,
    s.name as setting,
    case s.name when 'log_min_duration_statement' then '5000' when 'log_statement' then 'ddl' else 'on' end as better
from pg_catalog.pg_settings as s
where (s.name, s.setting) in (
        ('log_connections', 'off'), ('log_connections', ''), ('log_disconnections', 'off'), ('log_lock_waits', 'off'),
        ('log_checkpoints', 'off'), ('log_min_duration_statement', '-1'), ('log_statement', 'none')
    )
