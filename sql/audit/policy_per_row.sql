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
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' has ' || coalesce(
        (
            select r.found[1]
            from pg_catalog.regexp_matches(
                    w.bare, '(auth\.(uid|role|email|jwt)\(\)|current_setting\(''[^'']*''::text(, (true|false))?\))'
                ) as r (found)
            order by 1
            limit 1
        ),
        ''
    ) || ' outside of a (select …).' as detail,
    'likely' as confidence,
    b.held
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select p.polrelid in (select y.oid from busy as y) or p.oid in (select h.oid from held as h) as held
    ) as b
cross join
    lateral (
        select
            case
                when not b.held then pg_catalog.regexp_replace(
                        coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') || ' '
                        || coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), ''),
                        '\( SELECT [^()]*(\([^()]*\)[^()]*)*\)', '', 'g'
                    )
            end as bare
    ) as w
where coalesce(p.polqual::text, '') || ' ' || coalesce(p.polwithcheck::text, '') ~ (select m.pattern from marks as m)
    and c.relrowsecurity
    and (b.held or w.bare ~ '(auth\.(uid|role|email|jwt)\(\)|current_setting\(''[^'']*''::text(, (true|false))?\))')
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
