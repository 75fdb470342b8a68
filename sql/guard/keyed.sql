-- title: Columns of the rows with certain keys
-- why: The innermost set that foreign keys are followed from.
select {wanted}
from pg_catalog.unnest({keys}) with ordinality as k ({names}, place)
inner join {relation} as t on {matches}
