-- title: What a session has locked, and what it waits for
-- why: Why others wait for it.
select
    l.locktype as kind,
    pg_catalog.replace(l.mode, 'Lock', '') as mode,
    l.granted,
    case
        when l.database = (
                select d.oid from pg_catalog.pg_database as d
                where d.datname = pg_catalog.current_database()
            ) then l.relation::pg_catalog.regclass::text
        else l.relation::text
    end as relation
from pg_catalog.pg_locks as l
where l.pid = %(pid)s
    and l.locktype <> 'virtualxid'
order by l.granted, l.locktype, l.relation
limit 200
