-- title: Rows by key, every readable column as text
-- why: The image of a row before and after. One row for each key that is there, in the order of the keys.
select
    k.place::integer as place,
    {version} as version,
    {partition} as partition,
    {holder} as holder,
    {columns}
from pg_catalog.unnest({keys}) with ordinality as k ({names}, place)
inner join {relation} as t on {matches}
order by k.place
