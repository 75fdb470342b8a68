-- title: Intents whose end is missing or unknown
select e.id
from event as e
where
    e.kind = 'intent'
    and coalesce(
        (select d.result from event as d where d.entry = e.id and d.kind = 'end' order by d.id desc limit 1), 'unknown'
    ) = 'unknown'
order by e.id
