-- title: Columns that own a sequence, as those of the type serial do
-- why: A sequence goes with the column that owns it.
select
    'sequence owner' as kind,
    '' as address,
    seq.named as name,
    seq.named as parent,
    whole.named || '.' || pg_catalog.quote_ident(a.attname) as definition,
    'alter sequence '
    || seq.named
    || ' owned by '
    || whole.named
    || '.'
    || pg_catalog.quote_ident(a.attname) as creates,
    'alter sequence ' || seq.named || ' owned by none' as drops
from pg_catalog.pg_depend as d
inner join pg_catalog.pg_class as s on s.oid = d.objid and s.relkind = 'S'
inner join pg_catalog.pg_namespace as m on m.oid = s.relnamespace
inner join pg_catalog.pg_class as c on c.oid = d.refobjid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = d.refobjsubid
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(s.relname) as named
    ) as seq
where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and d.deptype = 'a'
    and d.refobjsubid > 0
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by name
