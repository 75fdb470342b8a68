-- title: Lock rows by key
-- why: From here on nobody else changes them until we are done. In the order of the keys, so that two of us do not wait
--   for each other.
select
    k.place,
    {version} as version
from pg_catalog.generate_subscripts({places}, 1) as k (place)
inner join {relation} as t on {matches}
order by k.place
for update of t
