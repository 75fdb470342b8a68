-- title: Move rows of one parent out of the way
-- why: To places above the last one and never below zero: a CHECK may forbid that, and a constraint that cannot be
--   deferred looks at every single row.
update {relation} as t
set
    {position} = greatest(%(above)s::bigint, (
        select max(o.{position}) from {relation} as o
        where o.{parent} = %(parent)s::{parent_type}
    )) + s.n
from pg_catalog.generate_subscripts(%(keys)s::{key_type}[], 1) as s (n)
where t.{key} = (%(keys)s::{key_type}[])[s.n] and t.{parent} = %(parent)s::{parent_type}
