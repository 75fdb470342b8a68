-- title: Materialized views
-- why: Printing one waits for the relations that it reads; those that somebody holds or awaits are left unread.
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

held as materialized (
    select d.objid as oid
    from busy as b
    inner join pg_catalog.pg_depend as d
        on d.refobjid = b.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
),

extended as materialized (
    select d.objid as oid
    from pg_catalog.pg_depend as d
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype = 'e'
)

select
    'materialized view' as kind,
    'c' || c.oid as address,
    whole.named as name,
    coalesce('with (' || pg_catalog.array_to_string(c.reloptions, ', ') || ') ', '') || printed.text as definition,
    'create materialized view '
    || whole.named
    || coalesce(' with (' || pg_catalog.array_to_string(c.reloptions, ', ') || ')', '')
    || e' as\n' || pg_catalog.rtrim(printed.text, ';') as creates,
    'drop materialized view if exists ' || whole.named as drops,
    'revoke all on table ' || whole.named || ' from ' as revokes,
    printed.text is null as held
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_rewrite as r on r.ev_class = c.oid and r.rulename = '_RETURN'
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            case
                when c.oid in (select b.oid from busy as b) then null
                when r.oid in (select h.oid from held as h) then null
                else pg_catalog.pg_get_viewdef(c.oid)
            end as text
    ) as printed
where c.relkind = 'm'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
order by name
