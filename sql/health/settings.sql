-- title: Settings that are worth a look
-- why: What each is, in its own unit, and where it comes from.
select
    s.name,
    s.setting,
    coalesce(s.unit, '') as unit,
    s.source,
    coalesce(s.boot_val, '') as boot
from pg_catalog.pg_settings as s
where s.name = any(%(names)s::text[])
order by s.name
