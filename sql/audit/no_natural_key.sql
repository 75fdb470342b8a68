-- title: Table in which the same thing may stand twice
-- level: info
-- area: integrity
-- why: Its only key is a number or uuid that is made up for each row: nothing stops the same thing from being entered
--   again.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'Only ' || t.attname || ' is unique, and it is made up.' as detail,
    'static' as confidence
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_index as i on c.oid = i.indrelid and i.indisprimary and i.indnkeyatts = 1
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum = i.indkey[0]
where c.relkind in ('r', 'p')
    and not c.relispartition
    and (t.attidentity <> '' or t.atthasdef)
    and not exists (
        select 1 from pg_catalog.pg_index as o
        where o.indrelid = c.oid and o.indisunique and o.indexrelid <> i.indexrelid
    )
    and exists (
        select 1 from pg_catalog.pg_attribute as o
        where o.attrelid = c.oid and o.attnum > 0 and not o.attisdropped and o.attnum <> t.attnum
            and o.attname ~* '^(name|title|slug|code|email|number|key|username|sku)$|_(number|code|slug|email)$'
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
