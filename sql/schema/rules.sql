-- title: Rules of tables and views, but for those that make a view
-- why: Printing one waits for the relations that it names; those that somebody holds or awaits are left unread.
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
    'rule' as kind,
    'r' || r.oid as address,
    whole.named || ' ' || pg_catalog.quote_ident(r.rulename) as name,
    whole.named as parent,
    printed.text as definition,
    printed.text as creates,
    'drop rule if exists ' || pg_catalog.quote_ident(r.rulename) || ' on ' || whole.named as drops,
    printed.text is null as held
from pg_catalog.pg_rewrite as r
inner join pg_catalog.pg_class as c on c.oid = r.ev_class
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
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
                else pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';')
            end as text
    ) as printed
where r.rulename <> '_RETURN'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
order by name
