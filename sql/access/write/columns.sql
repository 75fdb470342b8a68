-- title: Columns of a relation that a row can be copied into
-- why: Generated ones are made by the server. None where the copy has no such relation.
select a.attname::text as name
from pg_catalog.pg_attribute as a
where a.attrelid = pg_catalog.to_regclass(%(relation)s)
    and a.attnum > 0
    and not a.attisdropped
    and a.attgenerated = ''
order by a.attnum
