-- title: CHECK constraints of one column, printed
-- why: Their literals are the states that a text column may have. Not of relations that somebody holds or awaits ACCESS
--   EXCLUSIVE on: printing would wait for them.
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
    f.conrelid::bigint as relation,
    a.attname::text as name,
    pg_catalog.left(pg_catalog.pg_get_constraintdef(f.oid), 4000) as printed
from pg_catalog.pg_constraint as f
inner join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
where f.conrelid = any(%(oids)s::oid[])
    and f.contype = 'c'
    and pg_catalog.cardinality(f.conkey) = 1
    and f.conrelid not in (select busy.oid from busy)
order by f.conrelid, f.conname
