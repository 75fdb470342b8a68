-- title: How many rows a query gives, up to a limit
-- why: What somebody asks and not a table alone: a join, a view's own text, what an application sends.
select count(*) as seen
from (
    select 1 as one
    from (
        {inner}
    ) as q
    limit %(most)s -- noqa: AM09
) as r
