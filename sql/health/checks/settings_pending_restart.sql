-- title: Setting that waits for a restart
-- level: warning
-- area: integrity
-- detail: its file was changed; until the server restarts it is {setting}
-- figure: {setting}
-- why: The next restart, whoever does it and why, changes how the server behaves.
-- fix: restart the server, or take the change back
select
    ''::text as schema,
    s.name as object,
    'setting'::text as object_type,
    ''::text as sub,
    coalesce(s.setting, '') as setting,
    1::float8 as value
from pg_catalog.pg_settings as s
where s.pending_restart
order by 2
