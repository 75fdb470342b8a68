-- title: Rows that point at nothing
-- why: A foreign key fails on the first of them.
select pg_catalog.count(*) as rows
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
