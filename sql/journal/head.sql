-- title: The last event
select
    e.id,
    e.hash
from event as e
order by e.id desc
limit 1
