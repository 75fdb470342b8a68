-- title: Triggers, and whether they fire
-- why: What prints a definition waits for the locks of what it speaks of: what somebody holds or awaits is left
--   unread, and said to be.
with
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid
            from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
)

select
    'trigger' as kind,
    'g' || g.oid as address,
    whole.named || ' ' || pg_catalog.quote_ident(g.tgname) as name,
    whole.named as parent,
    printed.text || states.clause as definition,
    printed.text
    || case
        when g.tgenabled = 'O' then ''
        else e';\nalter table ' || whole.named || states.clause || ' trigger ' || pg_catalog.quote_ident(g.tgname)
    end as creates,
    'drop trigger if exists ' || pg_catalog.quote_ident(g.tgname) || ' on ' || whole.named as drops,
    printed.text is null as held
from pg_catalog.pg_trigger as g
inner join pg_catalog.pg_class as c on c.oid = g.tgrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_proc as p on p.oid = g.tgfoid
inner join pg_catalog.pg_namespace as m on m.oid = p.pronamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            case g.tgenabled
                when 'D' then ' disable' when 'R' then ' enable replica' when 'A' then ' enable always' else ''
            end as clause
    ) as states
cross join
    lateral (
        select
            case
                when g.tgrelid in (select b.oid from busy as b) then null
                else pg_catalog.pg_get_triggerdef(g.oid)
            end as text
    ) as printed
where not g.tgisinternal
    and g.tgparentid = 0
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and (n.nspname <> all(%(platform_schemas)s) or m.nspname <> all(%(platform_schemas)s))
    and m.nspname <> 'pg_catalog'
order by name
