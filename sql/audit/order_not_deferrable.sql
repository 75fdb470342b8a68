-- title: Order that cannot be changed in place
-- level: info
-- area: integrity
-- why: Each place is unique and that is checked row by row: two rows cannot be swapped, nor all moved up by one, in a
--   single statement. A deferrable constraint is checked at its end.
-- fix: alter table {relation} drop constraint {key_name}, add constraint {key_name} unique ({columns}) deferrable
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    k.conname || ' holds ' || o.attname || ' unique and is not deferrable.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(k.conname) as key_name,
    (
        select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by u.place)
        from pg_catalog.unnest(k.conkey) with ordinality as u (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid and u.attnum = a.attnum
    ) as columns
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as o on c.oid = o.attrelid and o.attnum = any(k.conkey)
where k.contype = 'u'
    and not k.condeferrable
    and not c.relispartition
    and o.atttypid in (
        'pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype,
        'pg_catalog.int8'::pg_catalog.regtype
    )
    and o.attname ~* '(^|_)(order|position|pos|rank|sequence|seq|place|ordinal|sort|sort_order|sort_index)$'
    and not exists (
        select 1 from pg_catalog.pg_constraint as f
        where f.contype = 'f' and f.conindid = k.conindid
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
