-- title: The findings that came in a time, or went
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
where f.target = :target and (f.began between :since and :until or f.ended between :since and :until)
order by f.began
