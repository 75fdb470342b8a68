-- title: What an index for a search is built on
-- why: Trigrams need an extension, whose operator class may stand in any schema.
select
    c.relkind::text as kind,
    (
        select pg_catalog.min(place.nspname::text)
        from pg_catalog.pg_opclass as o
        inner join pg_catalog.pg_namespace as place on place.oid = o.opcnamespace
        where o.opcname = 'gin_trgm_ops'
    ) as trigrams
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname = %(schema)s and c.relname = %(table)s
