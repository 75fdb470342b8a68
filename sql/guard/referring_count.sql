-- title: How many rows refer to a set of rows, up to a cap
-- why: Nobody confirms better for knowing whether it is two million or three.
select pg_catalog.count(*)::integer as rows
from (
    select 1
    from {relation} as t
    where ({columns}) in ({inner})
    limit %(cap)s -- noqa: AM09
) as capped
