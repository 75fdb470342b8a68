-- title: Indexes, but for those that a constraint made
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
),

extended as materialized (
    select d.objid as oid
    from pg_catalog.pg_depend as d
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype = 'e'
)

select
    'index' as kind,
    'c' || i.indexrelid as address,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(x.relname) as name,
    whole.named as parent,
    printed.text || case when i.indisvalid then '' else ' (invalid)' end as definition,
    printed.text as creates,
    'drop index if exists ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(x.relname) as drops,
    printed.text is null as held
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as x on x.oid = i.indexrelid
inner join pg_catalog.pg_class as c on c.oid = i.indrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            case
                when i.indrelid in (select b.oid from busy as b) then null
                when i.indexrelid in (select b.oid from busy as b) then null
                else pg_catalog.replace(pg_catalog.pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
            end as text
    ) as printed
where c.relkind in ('r', 'p', 'm')
    and not x.relispartition
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
    and i.indexrelid not in (
        select k.conindid
        from pg_catalog.pg_constraint as k
        where k.contype in ('p', 'u', 'x')
    )
order by name
