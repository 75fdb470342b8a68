-- title: The triggers of a table
-- why: What else happens when it is written. Printing one waits for its table's lock: null where somebody has it.
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
    t.tgname::text as name,
    case t.tgenabled
        when 'O' then 'on' when 'D' then 'off' when 'R' then 'on replicas only' else 'always on'
    end as enabled,
    n.nspname::text || '.' || p.proname::text as function,
    case
        when t.tgrelid not in (select b.oid from busy as b) then pg_catalog.pg_get_triggerdef(t.oid, true)
    end as definition
from pg_catalog.pg_trigger as t
inner join pg_catalog.pg_proc as p on p.oid = t.tgfoid
inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
where t.tgrelid = %(oid)s::pg_catalog.oid
    and not t.tgisinternal
order by t.tgname
