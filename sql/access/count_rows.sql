-- title: How many rows can be seen, up to a limit
-- why: A whole count may take for ever; that there are more than so many is mostly enough.
select count(*) as seen
from (
    select 1 as one
    from {relation} as t
    limit %(most)s -- noqa: AM09
) as r
