-- title: A sequence moved behind the rows that were copied
-- why: On the copy it begins at one again, and would give out keys that are there.
select
    pg_catalog.setval(
        %(sequence)s::pg_catalog.regclass, greatest(coalesce(pg_catalog.max(t.{column}), 0) + 1, 1), false
    ) as next
from {relation} as t
