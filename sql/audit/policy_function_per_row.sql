-- title: Policy that calls a function of yours again for every row
-- level: warning
-- area: performance
-- why: It takes no column, so every row gets the same answer. Wrapped as (select f()) it is asked once for the whole
--   statement; unwrapped, a function that reads a table reads it once for each row.
with
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

held as materialized (
    select d.objid as oid
    from busy as b
    inner join
        pg_catalog.pg_depend as d
        on d.refobjid = b.oid and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
),

calling as materialized (
    select
        p.oid,
        p.polname,
        p.polrelid,
        p.polqual,
        p.polwithcheck,
        pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname) || '()' as called,
        p.polrelid in (select y.oid from busy as y) or p.oid in (select h.oid from held as h) as held
    from pg_catalog.pg_policy as p
    inner join pg_catalog.pg_depend as d
        on d.objid = p.oid and d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
    inner join pg_catalog.pg_proc as f
        on f.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    inner join pg_catalog.pg_namespace as n on n.oid = f.pronamespace
    where f.pronargs = 0
        and f.provolatile = 's'
        and n.nspname <> all(%(platform_schemas)s)
),

printed as materialized (
    select
        c.oid,
        c.polname,
        c.polrelid,
        c.called,
        c.held,
        case when not c.held then pg_catalog.regexp_replace(
                    pg_catalog.concat(
                        pg_catalog.pg_get_expr(c.polqual, c.polrelid),
                        ' ',
                        pg_catalog.pg_get_expr(c.polwithcheck, c.polrelid)
                    ),
                    '\( SELECT [^()]*(\([^()]*\)[^()]*)*\)', '', 'g'
                )
        end as bare
    from calling as c
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' calls ' || pg_catalog.string_agg(p.called, ', ' order by p.called)
    || ' outside of a (select …).' as detail,
    'static' as confidence,
    p.held
from printed as p
inner join pg_catalog.pg_class as c on c.oid = p.polrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relrowsecurity
    and (p.held or pg_catalog.strpos(p.bare, p.called) > 0)
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.nspname, c.relname, p.polname, p.held
