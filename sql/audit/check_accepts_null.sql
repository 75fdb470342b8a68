-- title: Check that a null passes
-- level: info
-- area: integrity
-- why: A check fails on false alone. Where one of its columns is null it is null, and the row is taken, whatever the
--   others say.
-- fix: alter table {relation} alter column {attribute} set not null
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname, 'column', a.attname) as sub,
    a.attname || ' may be null, and then ' || k.conname || ' holds for anything.' as detail,
    'static' as confidence,
    case when pg_catalog.cardinality(k.conkey) > 1 then 'warning' else 'info' end as level,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(a.attname) as attribute
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid and a.attnum = any(k.conkey)
where k.contype = 'c'
    and not a.attnotnull
    and k.conbin::text !~ '\{(NULLTEST|COALESCE|COALESCEEXPR|DISTINCTEXPR|CASE|CASEEXPR) '
    and k.conbin::text !~ ':funcid (438|440) '
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
