-- title: This standby is late
-- level: warning
-- area: integrity
-- threshold: lag_seconds
-- detail: the last transaction that it replayed ended {value:seconds} ago, and more WAL has arrived
-- figure: {value:seconds}
-- why: What is read here is that old.
-- fix: look at long queries here, and at max_standby_streaming_delay
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    ''::text as sub,
    extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())::float8 as value
where pg_catalog.pg_is_in_recovery()
    and pg_catalog.pg_last_wal_receive_lsn() is distinct from pg_catalog.pg_last_wal_replay_lsn()
    and extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())
    >= %(warning)s::float8
