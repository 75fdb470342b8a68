-- title: Replication slots and the WAL that each keeps
-- why: A slot that nobody reads keeps WAL until the disk is full. Columns of newer versions are read by their name.
select
    s.slot_name::text as name,
    s.slot_type as kind,
    s.plugin::text as plugin,
    s.database::text as database,
    s.active,
    s.active_pid,
    s.wal_status,
    s.safe_wal_size as safe_octets,
    pg_catalog.pg_wal_lsn_diff(
        case
            when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
            else pg_catalog.pg_current_wal_lsn()
        end,
        s.restart_lsn
    )::bigint as kept_octets,
    greatest(pg_catalog.age(s.xmin), pg_catalog.age(s.catalog_xmin))::bigint as horizon,
    pg_catalog.to_jsonb(s) ->> 'inactive_since' as inactive_since,
    pg_catalog.to_jsonb(s) ->> 'invalidation_reason' as invalidated
from pg_catalog.pg_replication_slots as s
order by kept_octets desc nulls last, s.slot_name asc
