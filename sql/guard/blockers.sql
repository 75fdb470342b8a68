-- title: Who holds what we would wait for
-- why: Shown before anybody confirms: the wait would be theirs to end.
select
    l.pid,
    a.usename::text as role,
    a.application_name as application,
    a.state,
    extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as seconds,
    coalesce(l.relation::pg_catalog.regclass::text, 'the row') as held,
    pg_catalog.max(l.mode) as mode
from pg_catalog.pg_locks as l
left join pg_catalog.pg_stat_activity as a on a.pid = l.pid
where l.granted
    and l.pid <> pg_catalog.pg_backend_pid()
    and (
        (
            l.locktype = 'relation'
            and l.relation = any(%(oids)s::pg_catalog.oid[])
            and l.database = (
                select d.oid from pg_catalog.pg_database as d
                where d.datname = pg_catalog.current_database()
            )
            and l.mode = any(%(modes)s::text[])
        )
        or (l.locktype = 'transactionid' and l.transactionid::text = any(%(holders)s::text[]))
    )
group by 1, 2, 3, 4, 5, 6
order by 5 desc nulls last, 1
limit 20
