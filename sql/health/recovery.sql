-- title: How far this standby is behind what it received
-- why: What is read on a standby is as old as that. On a primary every column but the first is null.
select
    pg_catalog.pg_is_in_recovery() as standby,
    case
        when pg_catalog.pg_is_in_recovery()
            then pg_catalog.pg_wal_lsn_diff(
                    pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn()
                )::bigint
    end as unreplayed,
    case
        when not pg_catalog.pg_is_in_recovery() then null
        when pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() then 0
        else
            extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())::float8
    end as lag_seconds
