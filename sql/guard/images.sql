-- title: Rows by key, every readable column as text
-- why: The image of a row before and after. One row for each key that is there, in the order of the keys.
select
    k.place,
    {version} as version,
    {partition} as partition,
    {holder} as holder,
    {columns}
from pg_catalog.generate_subscripts({places}, 1) as k (place)
inner join {relation} as t on {matches}
order by k.place
