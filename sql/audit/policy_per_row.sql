-- title: Policy that asks for the user again for every row
-- level: warning
-- area: performance
-- why: Wrapped as (select auth.uid()) it is asked once for the whole statement; unwrapped, once for each row.
-- advisor: auth_rls_initplan
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

auth_functions as materialized (
    select
        f.oid,
        f.proname,
        n.nspname || '.' || f.proname as named
    from pg_catalog.pg_proc as f
    inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
    where (n.nspname = 'auth' and f.proname in ('uid', 'role', 'email', 'jwt'))
        or f.oid in (
            'pg_catalog.current_setting(pg_catalog.text)'::pg_catalog.regprocedure,
            'pg_catalog.current_setting(pg_catalog.text, pg_catalog.bool)'::pg_catalog.regprocedure
        )
),

marks as materialized (
    select ':funcid (' || pg_catalog.string_agg(f.oid::text, '|') || ') ' as pattern from auth_functions as f
),

called as materialized (
    select
        p.oid,
        p.polname,
        p.polrelid,
        b.held,
        case
            when not b.held
                then coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') || ' '
                    || coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
        end as text
    from pg_catalog.pg_policy as p
    cross join
        lateral (
            select p.polrelid in (select y.oid from busy as y) or p.oid in (select h.oid from held as h) as held
        ) as b
    where coalesce(p.polqual::text, '') || ' ' || coalesce(p.polwithcheck::text, '')
        ~ (select m.pattern from marks as m)
),

bare as materialized (
    select
        f.oid,
        f.polname,
        f.polrelid,
        f.held,
        (
            pg_catalog.regexp_match(
                case
                    when pg_catalog.strpos(f.text, '( SELECT ') = 0 then f.text
                    else pg_catalog.regexp_replace(f.text, '\( SELECT [^()]*(\([^()]*\)[^()]*)*\)', '', 'g')
                end,
                '(auth\.(uid|role|email|jwt)\(\)|current_setting\(''[^'']*''::text(, (true|false))?\))'
            )
        )[1] as found
    from called as f
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', b.polname) as sub,
    'Policy ' || b.polname || ' has ' || coalesce(b.found, '') || ' outside of a (select …).' as detail,
    'static' as confidence,
    b.held
from bare as b
inner join pg_catalog.pg_class as c on b.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relrowsecurity
    and (b.held or b.found is not null)
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
