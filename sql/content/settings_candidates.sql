-- title: Relations that may hold settings, one a row
-- why: Cheap on many thousands of relations: one pass over the columns' names, then only what has a text or JSON column
--   named like a value and another one named like a key. What is too large, a partition, or an extension's is left out.
select c.oid::bigint as oid
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
    and c.relnatts between 2 and 60
    and c.reltuples <= %(most_rows)s
    and c.relpersistence <> 't'
    and n.nspname <> all(%(platform_schemas)s::text [])
    and not starts_with(n.nspname, 'pg_')
    and c.oid in (
        select v.attrelid
        from pg_catalog.pg_attribute as v
        inner join pg_catalog.pg_type as t on t.oid = v.atttypid
        where v.attnum > 0
            and not v.attisdropped
            and v.attname ~* %(value_names)s
            and (
                t.typcategory = 'S'
                or 'pg_catalog.json'::pg_catalog.regtype in (t.oid, t.typbasetype)
                or 'pg_catalog.jsonb'::pg_catalog.regtype in (t.oid, t.typbasetype)
            )
    )
    and exists (
        select 1
        from pg_catalog.pg_attribute as k
        where k.attrelid = c.oid and k.attnum > 0 and not k.attisdropped and k.attname ~* %(key_names)s
    )
    and not exists (
        select 1
        from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
    )
order by c.relname ~* %(table_names)s desc, n.nspname = 'public' desc, c.oid asc
limit %(most)s
