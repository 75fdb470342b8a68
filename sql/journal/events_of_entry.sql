-- title: An entry: its first event, and those that followed, with their encrypted values
select
    e.id,
    e.at,
    e.kind,
    e.body,
    p.scope,
    p.nonce,
    p.sealed
from event as e
left join payload as p on e.id = p.event
where e.id = :id or e.entry = :id
order by e.id
