-- title: Every session, what it does, and who holds it up
-- why: Milliseconds: who blocks is asked of those only that wait, because asking stops the lock manager for a moment.
select
    a.pid,
    extract(epoch from a.backend_start)::text as backend_start,
    a.pid = pg_catalog.pg_backend_pid() as own,
    a.datname::text as database,
    a.usename::text as role,
    a.application_name as application,
    pg_catalog.host(a.client_addr) as client,
    a.backend_type as kind,
    a.state,
    a.wait_event_type,
    a.wait_event,
    extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as transaction_seconds,
    extract(epoch from pg_catalog.clock_timestamp() - a.query_start)::float8 as query_seconds,
    extract(epoch from pg_catalog.clock_timestamp() - a.state_change)::float8 as state_seconds,
    pg_catalog.age(a.backend_xmin)::bigint as horizon,
    a.query_id::text as query_id,
    a.leader_pid,
    pg_catalog.left(a.query, 2000) as query,
    case when a.wait_event_type = 'Lock' then pg_catalog.pg_blocking_pids(a.pid) else '{}'::integer[] end as blockers,
    w.mode as wants,
    w.relation as wants_on,
    w.seconds as wait_seconds
from pg_catalog.pg_stat_activity as a
left join
    lateral (
        select
            pg_catalog.replace(l.mode, 'Lock', '') as mode,
            coalesce(
                case
                    when l.database = (
                            select d.oid from pg_catalog.pg_database as d
                            where d.datname = pg_catalog.current_database()
                        ) then l.relation::pg_catalog.regclass::text
                    else l.relation::text
                end,
                l.locktype
            ) as relation,
            extract(epoch from pg_catalog.clock_timestamp() - l.waitstart)::float8 as seconds
        from pg_catalog.pg_locks as l
        where l.pid = a.pid and not l.granted
        order by l.waitstart
        limit 1
    ) as w
    on a.wait_event_type = 'Lock'
order by a.backend_start, a.pid
