-- title: Lock rows by key
-- why: From here on nobody else changes them until we are done. In the order of the keys, so that two of us do not wait
--   for each other.
select
    k.place::integer as place,
    {version} as version
from pg_catalog.unnest({keys}) with ordinality as k ({names}, place)
inner join {relation} as t on {matches}
order by k.place
for update of t
