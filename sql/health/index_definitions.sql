-- title: How some indexes are written
-- why: Printing one waits for its locks, so only for what is on the screen; null for what somebody holds or awaits.
with
busy as materialized (
    select distinct l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
)

select
    i.indexrelid::bigint as oid,
    case
        when i.indexrelid not in (select b.oid from busy as b) and i.indrelid not in (select b.oid from busy as b)
            then pg_catalog.pg_get_indexdef(i.indexrelid)
    end as definition
from pg_catalog.pg_index as i
where i.indexrelid = any(%(oids)s::pg_catalog.oid[])
