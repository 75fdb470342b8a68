-- title: The true sizes of some tables or indexes
-- why: Looks at their files, so only for what is on the screen. What somebody holds or awaits ACCESS EXCLUSIVE is null:
--   asking for its size would wait.
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
),

wanted as (
    select
        c.oid,
        c.oid in (select b.oid from busy as b)
        or exists (
            select 1
            from pg_catalog.pg_index as i
            inner join busy as b on b.oid = i.indexrelid
            where i.indrelid = c.oid
        ) as is_busy
    from pg_catalog.pg_class as c
    where c.oid = any(%(oids)s::pg_catalog.oid[])
)

select
    w.oid::bigint as oid,
    case when not w.is_busy then pg_catalog.pg_table_size(w.oid) end as table_octets,
    case when not w.is_busy then pg_catalog.pg_indexes_size(w.oid) end as index_octets
from wanted as w
