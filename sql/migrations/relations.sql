-- title: What migrations would touch, as it is now
-- why: How long a rewrite or a scan holds its lock follows from the size. Sizes are what ANALYZE wrote down last: the
--   files themselves are not looked at. What is done to a parent is done to its partitions: they are counted in it.
with recursive
wanted as (
    select
        w.place,
        c.oid,
        c.relnamespace,
        c.relname,
        c.relkind
    from pg_catalog.unnest(%(names)s::text[]) with ordinality as w (name, place)
    inner join pg_catalog.pg_class as c on pg_catalog.to_regclass(w.name) = c.oid
),

below as (
    select
        w.oid as root,
        w.oid
    from wanted as w
    union
    select
        b.root,
        i.inhrelid as oid
    from below as b
    inner join pg_catalog.pg_inherits as i on b.oid = i.inhparent
),

sized as (
    select
        b.root,
        case when pg_catalog.min(c.reltuples) < 0 then -1 else pg_catalog.sum(c.reltuples) end as rows,
        pg_catalog.sum(c.relpages::bigint) as pages
    from below as b
    inner join pg_catalog.pg_class as c on b.oid = c.oid
    where c.relkind not in ('p', 'I')
    group by b.root
)

select
    w.place::int4 as place,
    w.oid::bigint as oid,
    n.nspname::text as schema,
    w.relname::text as name,
    w.relkind::text as kind,
    coalesce(s.rows, 0)::float8 as rows,
    (coalesce(s.pages, 0) * pg_catalog.current_setting('block_size')::bigint)::bigint as octets
from wanted as w
inner join pg_catalog.pg_namespace as n on w.relnamespace = n.oid
left outer join sized as s on w.oid = s.root
order by w.place
