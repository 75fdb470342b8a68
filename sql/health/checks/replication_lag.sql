-- title: Standby is behind
-- level: warning
-- area: integrity
-- needs: all_sessions
-- threshold: lag_octets
-- detail: {state}, {value:bytes} behind
-- figure: {value:bytes}
-- why: Whoever reads there sees what was, and what has not arrived is lost if the primary is.
-- fix: look at its network, its disk and its long queries
select
    ''::text as schema,
    r.application_name || coalesce(' ' || pg_catalog.host(r.client_addr), '') as object,
    'standby'::text as object_type,
    ''::text as sub,
    coalesce(r.state, 'unknown state') as state,
    pg_catalog.pg_wal_lsn_diff(
        case
            when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_receive_lsn()
            else pg_catalog.pg_current_wal_lsn()
        end,
        r.replay_lsn
    )::float8 as value
from pg_catalog.pg_stat_replication as r
where pg_catalog.pg_wal_lsn_diff(
        case
            when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_receive_lsn()
            else pg_catalog.pg_current_wal_lsn()
        end,
        r.replay_lsn
    ) >= %(warning)s::float8
order by value desc
