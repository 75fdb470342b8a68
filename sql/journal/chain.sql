-- title: Every event in order, with the payload that it speaks of
select
    e.id,
    e.at,
    e.kind,
    e.entry,
    e.target,
    e.operation,
    e.thing,
    e.key,
    e.undo_of,
    e.result,
    e.body,
    e.previous,
    e.hash,
    p.scope,
    p.nonce,
    p.sealed
from event as e
left join payload as p on e.id = p.event
order by e.id
