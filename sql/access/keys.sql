-- title: The keys of the first rows
-- why: The same rows are then looked for as each of two roles.
select pg_catalog.to_jsonb(r)::text as key
from (
    select {columns}
    from {relation} as t
    order by {columns}
    limit %(most)s
) as r
