-- title: What was seen in a time, oldest first
select
    s.at,
    s.step,
    s.every,
    s.body
from sample as s
where s.target = :target and s.step = :step and s.at > :since and s.at <= :until
order by s.at
