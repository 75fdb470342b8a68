-- title: The findings that there were at a moment, the worst first
select
    f.fingerprint,
    f.check_name,
    f.level,
    f.thing,
    f.title,
    f.figure,
    f.began,
    f.ended
from finding as f
where f.target = :target and f.began <= :at and (f.ended is null or f.ended > :at)
order by
    case f.level when 'error' then 0 when 'warning' then 1 else 2 end,
    f.check_name,
    f.thing
