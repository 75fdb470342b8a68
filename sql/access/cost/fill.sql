-- title: Rows that were made up, put into a table of the copy
-- why: How long a policy takes shows only where there are many rows.
insert into {relation} ({columns})
overriding system value
select {values}
from pg_catalog.generate_series(1, %(rows)s::integer) as g (n)
on conflict do nothing
