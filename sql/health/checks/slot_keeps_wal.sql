-- title: Replication slot keeps WAL
-- level: warning
-- area: integrity
-- threshold: slot_octets
-- detail: {kind} slot, {use}; it keeps {octets:bytes} of WAL ({status})
-- figure: {octets:bytes}
-- why: WAL is kept for whoever reads the slot, until the disk is full, or the slot is lost.
-- fix: select pg_drop_replication_slot({object:literal})
select
    coalesce(s.database::text, '') as schema,
    s.slot_name::text as object,
    'replication slot'::text as object_type,
    ''::text as sub,
    s.slot_type as kind,
    case when s.active then 'read by ' || s.active_pid::text else 'nobody reads it' end as use,
    coalesce(s.wal_status, 'no WAL') as status,
    k.octets,
    case when not s.active then 'maintenance.drop-slot {object}' end as operation,
    case when s.wal_status in ('unreserved', 'lost') then 'error' end as level,
    k.octets::float8 as value
from pg_catalog.pg_replication_slots as s
cross join
    lateral (
        select
            coalesce(pg_catalog.pg_wal_lsn_diff(
                case
                    when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
                    else pg_catalog.pg_current_wal_lsn()
                end,
                s.restart_lsn
            ), 0)::bigint as octets
    ) as k
where s.wal_status in ('unreserved', 'lost')
    or k.octets >= %(warning)s::float8
    or (not s.active and k.octets >= %(least)s::float8)
order by k.octets desc
