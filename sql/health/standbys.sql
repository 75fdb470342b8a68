-- title: Who receives our WAL, and how far behind each is
-- why: In octets: the times that the server keeps grow old when nothing happens.
select
    r.pid,
    coalesce(r.application_name, '') as name,
    pg_catalog.host(r.client_addr) as client,
    r.state,
    r.sync_state,
    pg_catalog.pg_wal_lsn_diff(l.here, r.sent_lsn)::bigint as unsent,
    pg_catalog.pg_wal_lsn_diff(r.sent_lsn, r.flush_lsn)::bigint as unflushed,
    pg_catalog.pg_wal_lsn_diff(r.flush_lsn, r.replay_lsn)::bigint as unreplayed,
    extract(epoch from r.replay_lag)::float8 as lag_seconds,
    pg_catalog.age(r.backend_xmin)::bigint as horizon
from pg_catalog.pg_stat_replication as r
cross join
    lateral (
        select
            case
                when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_receive_lsn()
                else pg_catalog.pg_current_wal_lsn()
            end as here
    ) as l
order by r.application_name, r.pid
