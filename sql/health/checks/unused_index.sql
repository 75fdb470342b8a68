-- title: Index that nobody uses
-- level: warning
-- area: performance
-- threshold: unused_days
-- detail: not used once in the {value:days} since the counters began; on {of_table}
-- figure: {octets:bytes}
-- why: Every write to the table keeps it up and VACUUM reads it. Standbys count for themselves: look there too.
-- fix: drop index concurrently {schema}.{object}
-- operation: maintenance.drop-index {name}
-- remedy: look again when the counters are older; pg_stat_reset and a crash set them back
with
since as materialized (
    select
        extract(
            epoch from pg_catalog.now() - coalesce(
                greatest(d.stats_reset, b.stats_reset), pg_catalog.pg_postmaster_start_time()
            )
        ) / 86400 as days
    from pg_catalog.pg_stat_database as d
    cross join pg_catalog.pg_stat_bgwriter as b
    where d.datname = pg_catalog.current_database()
),

held as materialized (
    select distinct k.conindid as oid
    from pg_catalog.pg_constraint as k
    where k.conindid <> 0
),

trees as materialized (
    select
        case when c.relispartition then pg_catalog.pg_partition_root(c.oid) else c.oid end as root,
        sum(pg_catalog.pg_stat_get_numscans(c.oid)) as scans,
        null::timestamptz as last_used,
        sum(c.relpages::bigint) as pages
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
    where i.indrelid >= 16384
        and c.relpersistence <> 't'
        and i.indisvalid
        and not (i.indisunique or i.indisprimary or i.indisexclusion or i.indisreplident or i.indisclustered)
    group by case when c.relispartition then pg_catalog.pg_partition_root(c.oid) else c.oid end
),

idle as (
    select
        t.*,
        s.days,
        t.pages * pg_catalog.current_setting('block_size')::bigint as octets
    from trees as t
    cross join since as s
    where (
        t.scans = 0
        or t.last_used < pg_catalog.now() - pg_catalog.make_interval(days => %(warning)s::integer, mins => 1)
    )
    and t.pages * pg_catalog.current_setting('block_size')::float8 >= %(least)s::float8
    and t.root not in (select h.oid from held as h)
)

select
    n.nspname::text as schema,
    c.relname::text as object,
    'index'::text as object_type,
    ''::text as sub,
    m.relname::text as of_table,
    i.octets::bigint as octets,
    i.scans::bigint as scans,
    i.last_used::text as last_used,
    i.days::float8 as days,
    case
        when i.last_used is null and i.days < %(warning)s::float8
            then 'the counters are younger than the days that count: nothing can be said of them yet'
    end as unknown,
    coalesce(extract(epoch from pg_catalog.now() - i.last_used) / 86400, i.days)::float8 as value
from idle as i
inner join pg_catalog.pg_class as c on c.oid = i.root
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_index as x on x.indexrelid = c.oid
inner join pg_catalog.pg_class as m on m.oid = x.indrelid
where n.nspname <> all(%(platform_schemas)s::text[])
order by i.octets desc
limit 200
