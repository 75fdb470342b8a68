-- title: The first rows that a query gives
-- why: As documents: what its columns are is only known when it is asked.
select pg_catalog.to_jsonb(q) as fields
from (
    {inner}
) as q
limit %(most)s -- noqa: AM09
