-- title: Every table with its size, rows, dead rows, scans and ages
-- why: One pass over the catalogue, no look at a file: sizes are what the last VACUUM or ANALYZE counted.
with
settings as materialized (
    select pg_catalog.current_setting('block_size')::bigint as block
),

indexed as materialized (
    select
        i.indrelid,
        sum(c.relpages::bigint) as pages,
        count(*) as number,
        sum(pg_catalog.pg_stat_get_numscans(i.indexrelid))::bigint as scans
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
    group by i.indrelid
)

select
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    case when c.relispartition then pg_catalog.pg_partition_root(c.oid)::bigint end as root,
    c.relpersistence = 'u' as unlogged,
    greatest(c.relpages, 0)::bigint * s.block as heap,
    coalesce(t.relpages, 0)::bigint * s.block as toast,
    (coalesce(x.pages, 0) * s.block)::bigint as indexes,
    coalesce(x.number, 0)::integer as index_count,
    case
        when c.reltuples >= 0 then c.reltuples::bigint
        else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)
    end as rows,
    pg_catalog.pg_stat_get_live_tuples(c.oid) as live,
    pg_catalog.pg_stat_get_dead_tuples(c.oid) as dead,
    pg_catalog.pg_stat_get_mod_since_analyze(c.oid) as changed,
    pg_catalog.pg_stat_get_numscans(c.oid) as scans,
    pg_catalog.pg_stat_get_tuples_returned(c.oid) as scanned_rows,
    coalesce(x.scans, 0) as index_scans,
    pg_catalog.pg_stat_get_tuples_updated(c.oid) as updates,
    pg_catalog.pg_stat_get_tuples_hot_updated(c.oid) as hot_updates,
    greatest(
        pg_catalog.pg_stat_get_last_vacuum_time(c.oid), pg_catalog.pg_stat_get_last_autovacuum_time(c.oid)
    ) as vacuumed,
    greatest(
        pg_catalog.pg_stat_get_last_analyze_time(c.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)
    ) as analyzed,
    case when c.relfrozenxid <> '0' then pg_catalog.age(c.relfrozenxid) end as xid_age,
    case when c.relminmxid <> '0' then pg_catalog.mxid_age(c.relminmxid) end as multixact_age
from pg_catalog.pg_class as c
cross join settings as s
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
left join indexed as x on x.indrelid = c.oid
where c.relkind in ('r', 'm', 'p')
    and c.relpersistence <> 't'
order by c.relpages + coalesce(t.relpages, 0) + coalesce(x.pages, 0) desc
