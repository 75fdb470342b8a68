-- title: Statements by the time that they took
-- needs: pg_stat_statements
-- why: Since the extension was last reset: what changes between two looks is what happens now. A column that an older
--   version of it lacks, or calls otherwise, is read by its name.
select
    s.queryid::text as query_id,
    s.userid::bigint as role_oid,
    r.rolname::text as role,
    s.toplevel,
    s.calls,
    s.total_exec_time as total_ms,
    s.mean_exec_time as mean_ms,
    s.max_exec_time as max_ms,
    s.stddev_exec_time as deviation_ms,
    s.rows,
    s.shared_blks_hit as hit_blocks,
    s.shared_blks_read as read_blocks,
    s.temp_blks_written as temp_blocks,
    s.wal_bytes::float8 as wal_octets,
    coalesce(
        (pg_catalog.to_jsonb(s) ->> 'shared_blk_read_time')::float8,
        (pg_catalog.to_jsonb(s) ->> 'blk_read_time')::float8,
        0
    ) as read_ms,
    pg_catalog.left(s.query, 4000) as query
from {statements} as s
left join pg_catalog.pg_roles as r on r.oid = s.userid
where s.dbid = (
        select d.oid from pg_catalog.pg_database as d
        where d.datname = pg_catalog.current_database()
    )
order by s.total_exec_time desc
limit %(most)s
