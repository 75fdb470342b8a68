-- title: Rows that a check would refuse
-- why: ADD CONSTRAINT fails on the first of them. The expression is the file's own, evaluated read-only.
select pg_catalog.count(*) as rows
from (
    select 1 as one
    from {table}
    where not ({expression})
    order by one
    limit %(most)s
) as f
