-- title: The findings of a target that are still there
select
    f.fingerprint,
    f.check_name,
    f.began
from finding as f
where f.target = :target and f.ended is null
