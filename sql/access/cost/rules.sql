-- title: CHECK constraints and NOT NULLs of a relation
-- why: Made-up rows do not keep to them; on the copy they are dropped.
select
    c.conname::text as name,
    c.contype::text as kind
from pg_catalog.pg_constraint as c
where c.conrelid = pg_catalog.to_regclass(%(relation)s) and c.contype = 'c'
union all
select
    a.attname::text,
    'n'
from pg_catalog.pg_attribute as a
where a.attrelid = pg_catalog.to_regclass(%(relation)s)
    and a.attnotnull
    and a.attidentity = ''
    and a.attnum > 0
    and not a.attisdropped
    and a.attnum <> all(
        coalesce(
            (
                select i.indkey::smallint[]
                from pg_catalog.pg_index as i
                where i.indrelid = a.attrelid and i.indisprimary
            ), '{}'
        )
    )
