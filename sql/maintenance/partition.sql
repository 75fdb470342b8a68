-- title: A table as a partition: of what, with which bounds
-- why: What is detached is put back with the bounds that it had. Printing them waits for its lock: null if it is held.
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
    n.nspname::text as parent_schema,
    p.relname::text as parent,
    i.inhdetachpending as pending,
    t.partdefid = c.oid as is_default,
    t.partdefid <> 0 as parent_has_default,
    case
        when c.oid not in (select b.oid from busy as b) then pg_catalog.pg_get_expr(c.relpartbound, c.oid)
    end as bound
from pg_catalog.pg_class as c
inner join pg_catalog.pg_inherits as i on i.inhrelid = c.oid
inner join pg_catalog.pg_class as p on p.oid = i.inhparent
inner join pg_catalog.pg_namespace as n on n.oid = p.relnamespace
inner join pg_catalog.pg_partitioned_table as t on t.partrelid = p.oid
where c.oid = %(oid)s::pg_catalog.oid
    and c.relispartition
