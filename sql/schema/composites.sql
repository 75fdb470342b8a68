-- title: Composite types
-- why: From the catalogue alone: fields have no expressions, so nothing waits.
with
extended as materialized (
    select d.objid as oid
    from pg_catalog.pg_depend as d
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
)

select
    'composite type' as kind,
    't' || c.reltype as address,
    whole.named as name,
    fields.listed as definition,
    'create type ' || whole.named || ' as (' || fields.listed || ')' as creates,
    'drop type if exists ' || whole.named as drops
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            coalesce(
                pg_catalog.string_agg(
                    pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod),
                    ', ' order by a.attnum
                ), ''
            ) as listed
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as fields
where c.relkind = 'c'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
    and c.reltype not in (select e.oid from extended as e)
order by name
