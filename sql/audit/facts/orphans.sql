-- title: How many rows point at nothing, up to a few
-- why: One row is enough to know. A count of all would read a large table to its end.
select count(*) as rows
from (
    select 1 as one
    from {table} as t
    where
        {there}
        and not exists (
            select 1
            from {other} as k
            where {matches}
        )
    order by one
    limit %(most)s
) as f
