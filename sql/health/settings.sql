-- title: Settings that are worth a look
-- why: What each is for others, in its own unit, and where it comes from. The limits of this read itself are not shown.
select
    s.name,
    case when s.source = 'session' then coalesce(s.reset_val, s.setting) else s.setting end as setting,
    coalesce(s.unit, '') as unit,
    case
        when s.source <> 'session' then s.source
        when coalesce(s.reset_val, '') = coalesce(s.boot_val, '') then 'default'
        else 'server, database or role'
    end as source,
    coalesce(s.boot_val, '') as boot
from pg_catalog.pg_settings as s
where s.name = any(%(names)s::text[])
order by s.name
