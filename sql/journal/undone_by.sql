-- title: The entry that took another one back
select max(u.id)
from event as u
where
    u.undo_of = :id
    and 'done' = (
        select d.result from event as d where d.entry = u.id and d.kind = 'end' order by d.id desc limit 1
    )
