-- title: The row security policies of a table
-- why: Who sees which rows. Printing one waits for its table's lock: null where somebody holds or awaits it.
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
    p.polname::text as name,
    case p.polcmd
        when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
    end as command,
    p.polpermissive as permissive,
    array(
        select coalesce(r.rolname::text, 'public') as name
        from pg_catalog.unnest(p.polroles) as o (oid)
        left join pg_catalog.pg_roles as r on r.oid = o.oid
        order by name
    ) as roles,
    p.polqual is not null as has_using,
    p.polwithcheck is not null as has_check,
    case
        when p.polrelid not in (select b.oid from busy as b) then pg_catalog.pg_get_expr(p.polqual, p.polrelid)
    end as using_rows,
    case
        when p.polrelid not in (select b.oid from busy as b) then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
    end as check_rows
from pg_catalog.pg_policy as p
where p.polrelid = %(oid)s::pg_catalog.oid
order by p.polname
