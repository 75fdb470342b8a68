-- title: Rows in which a column is null
-- why: SET NOT NULL fails on the first of them, after it has read the table under its lock.
select pg_catalog.count(*) as rows
from (
    select 1 as one
    from {table}
    where {field} is null
    order by one
    limit %(most)s
) as f
