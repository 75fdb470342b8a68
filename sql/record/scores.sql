-- title: The scorecard of a measure, day by day
select
    s.day,
    s.value
from score as s
where s.target = :target and s.measure = :measure and s.day >= :since
order by s.day
