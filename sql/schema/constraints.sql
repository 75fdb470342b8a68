-- title: Constraints of tables, but for NOT NULL, which is the column's
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
    case k.contype when 'f' then 'foreign key' else 'constraint' end as kind,
    'k' || k.oid as address,
    whole.named || ' ' || pg_catalog.quote_ident(k.conname) as name,
    whole.named as parent,
    printed.text as definition,
    'alter table ' || whole.named || ' add constraint ' || pg_catalog.quote_ident(k.conname) || ' '
    || printed.text as creates,
    'alter table ' || whole.named || ' drop constraint if exists ' || pg_catalog.quote_ident(k.conname) as drops,
    printed.text is null as held
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on c.oid = k.conrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            case
                when k.conrelid in (select b.oid from busy as b) then null
                when k.confrelid in (select b.oid from busy as b) then null
                else pg_catalog.pg_get_constraintdef(k.oid)
            end as text
    ) as printed
where k.contype in ('p', 'u', 'c', 'f', 'x')
    and k.conparentid = 0
    and k.conislocal
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
order by name
