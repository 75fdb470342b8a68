-- title: Columns of the rows with certain keys
-- why: The innermost set that foreign keys are followed from.
select {wanted}
from pg_catalog.generate_subscripts({places}, 1) as k (place)
inner join {relation} as t on {matches}
