-- title: The first event of an entry, and its last result
select
    e.kind,
    e.target,
    (select d.result from event as d where d.entry = e.id and d.kind = 'end' order by d.id desc limit 1) as result
from event as e
where e.id = :id and e.entry is null
