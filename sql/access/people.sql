-- title: The user of that id or address
-- why: A user's claims are made from their row as the platform makes them.
select pg_catalog.to_jsonb(p) as fields
from {people} as p
where p.{id}::text = %(wanted)s or p.{address} = %(wanted)s
limit 2 -- noqa: AM09
