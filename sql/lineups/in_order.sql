-- title: Whether the rows of one parent stand from the first place to the last, without a gap
-- why: Behind an arrangement: of two that were made at once, none may leave a hole or two in one place.
select
    pg_catalog.count(*) = %(count)s::bigint
    and pg_catalog.count(distinct t.{position}) = %(count)s::bigint
    and coalesce(pg_catalog.min(t.{position}) = %(base)s::bigint, true)
    and coalesce(pg_catalog.max(t.{position}) = %(base)s::bigint + %(count)s::bigint - 1, true) as in_order
from {relation} as t
where t.{parent} = %(parent)s::{parent_type}
