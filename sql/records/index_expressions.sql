-- title: Expressions of indexes, printed
-- why: lower(email), a tsvector made on the fly: what a search may use. Not of relations that somebody holds or awaits
--   ACCESS EXCLUSIVE on: printing would wait for them.
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
    i.indrelid::bigint as relation,
    i.indexrelid::bigint as oid,
    m.amname::text as method,
    o.opcname::text as class,
    pg_catalog.pg_get_indexdef(i.indexrelid, 1, true) as expression
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as x on x.oid = i.indexrelid
inner join pg_catalog.pg_am as m on m.oid = x.relam
inner join pg_catalog.pg_opclass as o on o.oid = i.indclass[0]
where i.indrelid = any(%(oids)s::oid[])
    and i.indisvalid
    and i.indpred is null
    and i.indkey[0] = 0
    and i.indrelid not in (select busy.oid from busy)
    and i.indexrelid not in (select busy.oid from busy)
order by i.indexrelid
