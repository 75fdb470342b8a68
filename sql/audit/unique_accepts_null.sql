-- title: Unique constraint that a null passes
-- level: warning
-- area: integrity
-- why: Nulls are all different to it: the same thing may stand twice where one of its columns is null.
-- fix: alter table {relation} alter column {attribute} set not null
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('index', i.relname, 'column', a.attname) as sub,
    a.attname || ' may be null, and then ' || i.relname || ' lets the rest stand twice.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(a.attname) as attribute
from pg_catalog.pg_index as x
inner join pg_catalog.pg_class as i on x.indexrelid = i.oid
inner join pg_catalog.pg_class as c on x.indrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as a
    on c.oid = a.attrelid and a.attnum = any((x.indkey::smallint[])[0:x.indnkeyatts - 1])
where x.indisunique
    and x.indnkeyatts > 1
    and not x.indnullsnotdistinct
    and x.indpred is null
    and not a.attnotnull
    and not c.relispartition
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as m
        where m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and m.objid = c.oid and m.deptype = 'e'
    )
