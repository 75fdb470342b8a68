-- title: Whether the rows of one parent stand where they were seen
-- why: An arrangement is of the whole list: a row that somebody added, removed or moved meanwhile stops it.
select
    coalesce(pg_catalog.array_agg(t.{key}::text order by t.{position}, t.{key}), '{{}}') = %(seen_keys)s::text[]
    and coalesce(
        pg_catalog.array_agg(t.{position}::bigint order by t.{position}, t.{key}), '{{}}'
    ) = %(seen_places)s::bigint[] as same
from {relation} as t
where t.{parent} = %(parent)s::{parent_type}
