-- title: The states of all checks of a target
select
    s.check_name,
    s.state,
    s.since,
    s.detail,
    s.candidate,
    s.candidate_since,
    s.told,
    s.told_at,
    s.acknowledged,
    s.acknowledged_by,
    s.silent_until
from check_state as s
where s.target = :target
order by s.check_name
