-- title: Sessions wait for another one
-- level: warning
-- area: performance
-- needs: all_sessions
-- threshold: blocked_seconds
-- detail: {waiting:count} wait for it, the first for {value:seconds}; {role} is {state}: {query}
-- figure: {value:seconds}
-- why: Each that waits in front makes those behind it wait too, whatever they want to do with the table.
-- fix: greenroom activity --terminate {object:raw}
-- operation: activity.terminate {object} backend_start={backend_start}
with recursive
waiters as materialized (
    select
        a.pid,
        pg_catalog.pg_blocking_pids(a.pid) as blockers
    from pg_catalog.pg_stat_activity as a
    where a.wait_event_type = 'Lock'
),

edges as materialized (
    select distinct
        w.pid as blocked,
        b.pid as blocker
    from waiters as w
    cross join lateral pg_catalog.unnest(w.blockers) as b (pid)
),

tree as (
    select distinct
        e.blocker as root,
        e.blocker as pid,
        array[e.blocker] as path
    from edges as e
    where e.blocker not in (select o.blocked from edges as o)
    union all
    select
        t.root,
        e.blocked,
        t.path || e.blocked
    from tree as t
    inner join edges as e on e.blocker = t.pid
    where e.blocked <> all(t.path) and pg_catalog.cardinality(t.path) < 50
),

held as (
    select
        t.root,
        count(distinct t.pid) as waiting,
        max(extract(epoch from pg_catalog.clock_timestamp() - l.waitstart))::float8 as seconds
    from tree as t
    left join pg_catalog.pg_locks as l on l.pid = t.pid and not l.granted
    where t.pid <> t.root
    group by t.root
)

select
    coalesce(a.datname::text, '') as schema,
    h.root::text as object,
    'session'::text as object_type,
    ''::text as sub,
    h.waiting,
    coalesce(a.usename::text, '') as role,
    coalesce(a.state, 'a prepared transaction') as state,
    pg_catalog.left(a.query, 80) as query,
    extract(epoch from a.backend_start)::text as backend_start,
    coalesce(h.seconds, 0)::float8 as value
from held as h
left join pg_catalog.pg_stat_activity as a on a.pid = h.root
where coalesce(h.seconds, 0) >= %(warning)s::float8
order by h.waiting desc, value desc
