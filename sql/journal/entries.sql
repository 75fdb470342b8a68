-- title: A page of entries, newest first
with entry as (
    select
        e.id,
        e.at,
        e.kind,
        e.target,
        e.body,
        coalesce(
            (select d.result from event as d where d.entry = e.id and d.kind = 'end' order by d.id desc limit 1), 'open'
        ) as result
    from event as e
    where
        e.entry is null
        and (:older_than is null or e.id < :older_than)
        and (:target is null or e.target = :target)
        and (:thing is null or e.thing = :thing)
        and (:key is null or e.key = :key)
        and (:since is null or e.at >= :since)
        and (:needle is null or holds(e.body, :needle))
)

select
    n.id,
    n.at,
    n.kind,
    n.target,
    n.body,
    n.result,
    (
        select max(u.id) from event as u
        where
            u.undo_of = n.id
            and 'done' = (
                select d.result from event as d where d.entry = u.id and d.kind = 'end' order by d.id desc limit 1
            )
    ) as undone_by
from entry as n
where :result is null or (n.kind = 'intent' and n.result = :result)
order by n.id desc
limit :most
