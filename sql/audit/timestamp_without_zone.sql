-- title: Time without a time zone
-- level: info
-- area: integrity
-- why: It is a clock face and no moment: what it means depends on who reads it, and summer time makes some of them
--   mean two.
-- fix: alter table {relation} alter column {attribute} type timestamp with time zone
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    'Its type is timestamp without time zone.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(t.attname) as attribute
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum > 0 and not t.attisdropped
where c.relkind in ('r', 'p')
    and not c.relispartition
    and t.atttypid = 'pg_catalog.timestamp'::pg_catalog.regtype
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
