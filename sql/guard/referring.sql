-- title: Columns of the rows that refer to a set of rows
-- why: One step along a foreign key.
select {wanted}
from {relation} as t
where ({columns}) in ({inner})
