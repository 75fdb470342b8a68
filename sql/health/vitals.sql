-- title: Counters of the server, for what changes between two looks
-- why: A few milliseconds. All of them only grow, until a reset or a crash; since says when that was.
select
    extract(epoch from pg_catalog.clock_timestamp())::float8 as at,
    greatest(d.stats_reset, b.stats_reset) as since,
    (select sum(s.numbackends) from pg_catalog.pg_stat_database as s)::integer as connections,
    d.xact_commit as commits,
    d.xact_rollback as rollbacks,
    d.blks_hit as hit_blocks,
    d.blks_read as read_blocks,
    d.tup_returned as returned,
    d.tup_fetched as fetched,
    d.tup_inserted + d.tup_updated + d.tup_deleted as written,
    d.deadlocks,
    d.temp_files,
    d.temp_bytes as temp_octets,
    case when pg_catalog.pg_is_in_recovery() then null else w.wal_bytes end::float8 as wal_octets,
    b.checkpoints_timed as timed_checkpoints,
    b.checkpoints_req as forced_checkpoints,
    pg_catalog.age(o.datfrozenxid)::bigint as xid_age
from pg_catalog.pg_stat_database as d
inner join pg_catalog.pg_database as o on o.oid = d.datid
cross join pg_catalog.pg_stat_bgwriter as b
cross join pg_catalog.pg_stat_wal as w
where d.datname = pg_catalog.current_database()
