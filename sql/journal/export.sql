-- title: Events in order, a batch at a time
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
    e.hash
from event as e
where
    e.id > :behind
    and (:target is null or e.target = :target)
    and (:since is null or e.at >= :since)
order by e.id
limit :most
