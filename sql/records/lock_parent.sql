-- title: Lock the row that others are ordered below
-- why: Two arrangements of one parent wait for each other.
select 1 as locked
from {relation} as p
where p.{key} = %(parent)s::{parent_type}
for update
