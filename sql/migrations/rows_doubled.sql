-- title: Values that a unique constraint would refuse
-- why: Building its index fails on the first of them.
select pg_catalog.count(*) as rows
from (
    select 1 as one
    from {table}
    where {there}
    group by {columns}
    having pg_catalog.count(*) > 1
    order by one
    limit %(most)s
) as f
