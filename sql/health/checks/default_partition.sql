-- title: Rows in the default partition
-- level: warning
-- part: partition
-- area: integrity
-- detail: {rows:estimate} rows found no partition of their own and stand in {partition}
-- figure: {rows:estimate} rows
-- why: A partition for them can no longer be attached without moving them, and they are read by every query.
-- fix: create the missing partition, and move its rows in one transaction
select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    d.relname::text as sub,
    d.relname::text as partition,
    greatest(d.reltuples, s.rows)::bigint as rows,
    greatest(d.reltuples, s.rows)::float8 as value
from pg_catalog.pg_partitioned_table as p
inner join pg_catalog.pg_class as c on c.oid = p.partrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_class as d on d.oid = p.partdefid
cross join lateral (select pg_catalog.pg_stat_get_live_tuples(d.oid) as rows) as s
where greatest(d.reltuples, s.rows) > 0
order by value desc
