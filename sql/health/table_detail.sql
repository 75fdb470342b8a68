-- title: The columns of a table with what the planner knows of them
-- why: The detail of a table. Nothing is printed that would wait for its lock.
select
    a.attname::text as name,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    a.attnotnull as not_null,
    s.null_frac::float8 as null_share,
    s.n_distinct::float8 as distinct_values,
    s.avg_width as octets
from pg_catalog.pg_attribute as a
inner join pg_catalog.pg_class as c on c.oid = a.attrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_stats as s
    on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname and not s.inherited
where a.attrelid = %(oid)s::pg_catalog.oid
    and a.attnum > 0
    and not a.attisdropped
order by a.attnum
