-- title: Relations that may hold settings, one a row
-- why: Cheap on many thousands of relations: one pass over the columns' names for "val", one over the relations' names,
--   and only what either finds is looked at again. Words as common as "content" count for a value only where the
--   relation's own name speaks of settings. Large tables, partitions, and what an extension made are left out.
select c.oid::bigint as oid
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.oid in (
        select a.attrelid
        from pg_catalog.pg_attribute as a
        where a.attnum > 0 and position('val' in pg_catalog.lower(a.attname::text)) > 0
        union all
        select named.oid
        from pg_catalog.pg_class as named
        where named.relkind in ('r', 'p', 'v', 'm') and named.relname ~* %(table_names)s
    )
    and c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
    and c.relnatts between 2 and 60
    and c.reltuples <= %(most_rows)s
    and c.relpersistence <> 't'
    and n.nspname <> all(%(platform_schemas)s::text[])
    and not pg_catalog.starts_with(n.nspname, 'pg_')
    and exists (
        select 1
        from pg_catalog.pg_attribute as v
        inner join pg_catalog.pg_type as t on t.oid = v.atttypid
        where v.attrelid = c.oid
            and v.attnum > 0
            and not v.attisdropped
            and (v.attname ~* 'val' or (v.attname ~* %(value_names)s and c.relname ~* %(table_names)s))
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
