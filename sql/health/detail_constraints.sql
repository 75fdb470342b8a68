-- title: The constraints of a table
-- why: What it promises. Printing one waits for its table's lock: null where somebody holds or awaits it.
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
    k.conname::text as name,
    case k.contype
        when 'p' then 'primary key'
        when 'u' then 'unique'
        when 'f' then 'foreign key'
        when 'c' then 'check'
        when 'x' then 'exclusion'
        when 'n' then 'not null'
        when 't' then 'trigger'
        else k.contype::text
    end as kind,
    k.convalidated as validated,
    k.conrelid <> %(oid)s::pg_catalog.oid as refers_here,
    (
        select n.nspname::text || '.' || c.relname::text
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where c.oid = case when k.conrelid = %(oid)s::pg_catalog.oid then k.confrelid else k.conrelid end
    ) as other,
    case
        when k.conrelid not in (select b.oid from busy as b) and k.confrelid not in (select b.oid from busy as b)
            then pg_catalog.pg_get_constraintdef(k.oid)
    end as definition
from pg_catalog.pg_constraint as k
where k.conrelid = %(oid)s::pg_catalog.oid
    or (k.confrelid = %(oid)s::pg_catalog.oid and k.conparentid = 0)
order by refers_here, kind, name
