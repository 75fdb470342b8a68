-- title: The indexes of a table, and which of its foreign keys each one serves
-- why: An index that nobody reads may still be what a foreign key needs.
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
    c.relname::text as name,
    m.amname::text as method,
    i.indisvalid as valid,
    i.indisunique as is_unique,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    pg_catalog.pg_stat_get_numscans(i.indexrelid) as scans,
    array(
        select k.conname::text as name
        from pg_catalog.pg_constraint as k
        where k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
        order by name
    ) as holds,
    array(
        select k.conname::text as name
        from pg_catalog.pg_constraint as k
        where k.conrelid = i.indrelid
            and k.contype = 'f'
            and i.indisvalid
            and i.indpred is null
            and i.indnkeyatts >= pg_catalog.cardinality(k.conkey)
            and (i.indkey::pg_catalog.int2[])[0:pg_catalog.cardinality(k.conkey) - 1] @> k.conkey::pg_catalog.int2[]
        order by name
    ) as serves,
    case
        when i.indexrelid not in (select b.oid from busy as b) and i.indrelid not in (select b.oid from busy as b)
            then pg_catalog.pg_get_indexdef(i.indexrelid)
    end as definition
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
inner join pg_catalog.pg_am as m on m.oid = c.relam
where i.indrelid = %(oid)s::pg_catalog.oid
order by c.relpages desc, c.relname asc
