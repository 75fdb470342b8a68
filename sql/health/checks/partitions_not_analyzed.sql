-- title: Partitioned table that was never analyzed
-- level: warning
-- area: performance
-- detail: the partitions hold {rows:estimate} rows and the whole has no statistics
-- figure: {rows:estimate} rows
-- why: Autovacuum analyzes partitions and never the table above them: joins and grouping over all of it are guessed.
-- fix: analyze {schema}.{object}
-- operation: maintenance.analyze {name}
with
leaves as materialized (
    select
        pg_catalog.pg_partition_root(c.oid) as root,
        sum(greatest(c.reltuples, 0)) as rows
    from pg_catalog.pg_class as c
    where c.relispartition and c.relkind = 'r'
    group by pg_catalog.pg_partition_root(c.oid)
)

select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    l.rows::bigint as rows,
    l.rows::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join leaves as l on l.root = c.oid
where c.relkind = 'p'
    and c.reltuples < 0
    and l.rows > 0
order by value desc
