-- title: Tables and indexes at work
-- why: dead rows, sequential scans, unused indexes. Everything by oid: a name joined as text breaks on "MixedCase".

create schema if not exists ops;
comment on schema ops is 'What the people who run the database look at. Nobody else uses it';
revoke all on schema ops from public;

create or replace view ops.table_health as
select
    s.relid,
    s.schemaname,
    s.relname,
    s.n_live_tup as live_rows,
    s.n_dead_tup as dead_rows,
    round(100.0 * s.n_dead_tup / nullif(s.n_live_tup + s.n_dead_tup, 0), 2) as dead_percent,
    greatest(s.last_vacuum, s.last_autovacuum) as vacuumed_at,
    greatest(s.last_analyze, s.last_autoanalyze) as analyzed_at,
    pg_catalog.pg_total_relation_size(s.relid) as total_bytes
from pg_catalog.pg_stat_user_tables as s;

create or replace view ops.index_usage as
select
    s.indexrelid,
    s.schemaname,
    s.relname,
    s.indexrelname,
    s.idx_scan as scans,
    pg_catalog.pg_relation_size(s.indexrelid) as bytes,
    case
        when i.indisunique then 'constraint'
        when s.idx_scan = 0 then 'unused'
        when s.idx_scan < 100 then 'low'
        else 'active'
    end as usage
from pg_catalog.pg_stat_user_indexes as s
inner join pg_catalog.pg_index as i on s.indexrelid = i.indexrelid;

create or replace view ops.sequential_scans as
select
    s.relid,
    s.schemaname,
    s.relname,
    s.seq_scan as scans,
    s.seq_tup_read as rows_read,
    round(100.0 * s.seq_tup_read / nullif(s.seq_tup_read + coalesce(s.idx_tup_fetch, 0), 0), 2) as percent_of_reads,
    s.n_live_tup as live_rows
from pg_catalog.pg_stat_user_tables as s
where s.seq_scan > 0;

-- ROLLBACK
-- drop view ops.sequential_scans;
-- drop view ops.index_usage;
-- drop view ops.table_health;
-- drop schema ops;
