-- title: Long commands and how far they are
-- why: Milliseconds. A vacuum's heap is one part of three: its indexes and the second look at the heap come after.
select
    'VACUUM' as command,
    v.pid,
    v.datname::text as database,
    v.relid::bigint as relation_oid,
    v.phase,
    v.heap_blks_scanned as done,
    v.heap_blks_total as total,
    v.indexes_processed::bigint as parts_done,
    v.indexes_total::bigint as parts_total,
    v.heap_blks_vacuumed as second_done,
    v.index_vacuum_count as rounds,
    null::integer as waits_for,
    'blocks' as unit
from pg_catalog.pg_stat_progress_vacuum as v
union all
select
    i.command,
    i.pid,
    i.datname::text,
    i.relid::bigint,
    i.phase,
    case when i.tuples_total > 0 then i.tuples_done else i.blocks_done end,
    case when i.tuples_total > 0 then i.tuples_total else i.blocks_total end,
    i.lockers_done,
    i.lockers_total,
    null,
    null,
    nullif(i.current_locker_pid, 0)::integer,
    case when i.tuples_total > 0 then 'rows' else 'blocks' end
from pg_catalog.pg_stat_progress_create_index as i
union all
select
    'ANALYZE',
    a.pid,
    a.datname::text,
    a.relid::bigint,
    a.phase,
    a.sample_blks_scanned,
    a.sample_blks_total,
    a.child_tables_done,
    a.child_tables_total,
    null,
    null,
    null,
    'blocks'
from pg_catalog.pg_stat_progress_analyze as a
union all
select
    c.command,
    c.pid,
    c.datname::text,
    c.relid::bigint,
    c.phase,
    c.heap_blks_scanned,
    c.heap_blks_total,
    null,
    null,
    null,
    c.index_rebuild_count,
    null,
    'blocks'
from pg_catalog.pg_stat_progress_cluster as c
union all
select
    p.command,
    p.pid,
    p.datname::text,
    p.relid::bigint,
    p.type,
    p.bytes_processed,
    nullif(p.bytes_total, 0),
    p.tuples_processed,
    null,
    null,
    null,
    null,
    'bytes'
from pg_catalog.pg_stat_progress_copy as p
union all
select
    'BASE BACKUP',
    b.pid,
    null,
    null,
    b.phase,
    b.backup_streamed,
    b.backup_total,
    b.tablespaces_streamed,
    b.tablespaces_total,
    null,
    null,
    null,
    'bytes'
from pg_catalog.pg_stat_progress_basebackup as b
order by 2
