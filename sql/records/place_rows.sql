-- title: Put rows of one parent into their places
-- why: One statement, so that a constraint that may be deferred sees the whole arrangement and not half of it.
update {relation} as t
set {position} = (%(places)s::bigint[])[s.n]
from pg_catalog.generate_subscripts(%(keys)s::{key_type}[], 1) as s (n)
where t.{key} = (%(keys)s::{key_type}[])[s.n] and t.{parent} = %(parent)s::{parent_type}
