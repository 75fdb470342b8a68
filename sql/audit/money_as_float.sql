-- title: Money in a type that does not hold it
-- level: warning
-- area: integrity
-- why: A floating-point number holds 0.1 only nearly. Sums are off by a cent, and equal amounts are not equal.
-- fix: alter table {relation} alter column {attribute} type numeric
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    'Its type is ' || pg_catalog.format_type(t.atttypid, null) || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(t.attname) as attribute
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum > 0 and not t.attisdropped
where c.relkind in ('r', 'p')
    and not c.relispartition
    and t.atttypid in ('pg_catalog.float4'::pg_catalog.regtype, 'pg_catalog.float8'::pg_catalog.regtype)
    and t.attname ~* '(^|_)(price|amount|total|subtotal|fee|fees|cost|balance|tax|salary|revenue|paid|refund|tip)(_|$)'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
