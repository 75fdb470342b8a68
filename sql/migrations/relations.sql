-- title: What migrations would touch, as it is now
-- why: How long a rewrite or a scan holds its lock follows from the size. Sizes are what ANALYZE wrote down last: the
--   files themselves are not looked at.
select
    w.place::int4 as place,
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    c.reltuples::float8 as rows,
    (c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint) as octets
from pg_catalog.unnest(%(names)s::text[]) with ordinality as w (name, place)
inner join pg_catalog.pg_class as c on pg_catalog.to_regclass(w.name) = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
order by 1
