-- title: Who holds the lock of a batch
-- why: Whoever is refused wants to know whom to ask. The session is shown as far as this role may see it.
with wanted as (
    select pg_catalog.hashtextextended(%(name)s, 0) as key
)

select
    l.pid,
    coalesce(a.usename::text, '') as role,
    coalesce(a.application_name, '') as application
from wanted as w
inner join pg_catalog.pg_locks as l
    on
        l.locktype = 'advisory'
        and l.granted
        and l.objsubid = 1
        and l.classid::bigint = ((w.key >> 32) & 4294967295)
        and l.objid::bigint = (w.key & 4294967295)
left join pg_catalog.pg_stat_activity as a on l.pid = a.pid
where l.database = (
        select d.oid from pg_catalog.pg_database as d
        where d.datname = pg_catalog.current_database()
    )
