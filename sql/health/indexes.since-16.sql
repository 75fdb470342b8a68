-- title: Every index with its size, use and state
-- why: One pass over the catalogue, no look at a file.
with
held as materialized (
    select distinct k.conindid as oid
    from pg_catalog.pg_constraint as k
    where k.contype in ('p', 'u', 'x')
)

select
    i.indexrelid::bigint as oid,
    i.indrelid::bigint as table_oid,
    n.nspname::text as schema,
    c.relname::text as name,
    t.relname::text as of_table,
    m.amname::text as method,
    i.indisunique as is_unique,
    i.indisprimary as is_primary,
    h.oid is not null as of_constraint,
    i.indisvalid and i.indisready and i.indislive as valid,
    i.indpred is not null as partial,
    c.relkind = 'I' as partitioned,
    c.relispartition as attached,
    greatest(c.relpages, 0)::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    pg_catalog.pg_stat_get_numscans(i.indexrelid) as scans,
    pg_catalog.pg_stat_get_lastscan(i.indexrelid) as last_used
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
inner join pg_catalog.pg_class as t on t.oid = i.indrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_am as m on m.oid = c.relam
left join held as h on h.oid = i.indexrelid
where t.relkind in ('r', 'm', 'p')
    and c.relpersistence <> 't'
order by c.relpages desc
