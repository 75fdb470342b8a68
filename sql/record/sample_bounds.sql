-- title: The first and the last of a step
select
    min(s.at) as earliest,
    max(s.at) as latest
from sample as s
where s.target = :target and s.step = :step
