-- title: A few rows as the role that we are sees them
-- why: Which rows they are says more than how many.
select pg_catalog.to_jsonb(r) as fields
from (
    select {columns}
    from {relation} as t
    limit %(most)s -- noqa: AM09
) as r
