-- title: The ordered rows of one parent, and how their order is kept
-- why: A unique constraint that is checked row by row wants two steps where a deferrable one wants one.
select
    coalesce(pg_catalog.array_agg(t.{key}::text order by t.{position}, t.{key}), '{{}}') as keys,
    coalesce(pg_catalog.array_agg(t.{position}::bigint order by t.{position}, t.{key}), '{{}}') as places,
    not exists (
        select 1
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = %(oid)s and i.indisunique and i.indimmediate and not i.indisprimary
            and a.attname = %(position)s
    ) as in_one
from {relation} as t
where t.{parent} = %(parent)s::{parent_type}
