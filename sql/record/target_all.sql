-- title: Every database of the record
select
    t.id,
    t.scope,
    t.name,
    t.seen
from target as t
order by t.seen desc
