-- title: Foreign keys of relations, and those that point at them
-- why: A row is copied with the rows that it names, and with those that name it.
select
    f.conrelid::bigint as child,
    f.confrelid::bigint as parent,
    array(
        select a.attname::text
        from pg_catalog.unnest(f.conkey) with ordinality as k (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.attnum
        order by k.place
    ) as columns,
    array(
        select a.attname::text
        from pg_catalog.unnest(f.confkey) with ordinality as k (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = f.confrelid and a.attnum = k.attnum
        order by k.place
    ) as referenced
from pg_catalog.pg_constraint as f
where f.contype = 'f' and f.conparentid = 0
order by f.oid
