-- title: RLS references user metadata
-- level: error
-- area: security
-- why: Supabase's advisor: the text of the policy has user_metadata behind auth.jwt() or request.jwt.claims,
--   whether row level security is on or not.
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

judged as materialized (
    select
        p.*,
        p.polrelid in (select y.oid from busy as y) or p.oid in (select h.oid from held as h) as held
    from pg_catalog.pg_policy as p
),

printed as materialized (
    select
        p.polname,
        p.polrelid,
        p.polcmd,
        p.polroles,
        p.polpermissive,
        p.held,
        case when not p.held then pg_catalog.pg_get_expr(p.polqual, p.polrelid) end as qual,
        case when not p.held then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) end as checked
    from judged as p
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' reads user_metadata.' as detail,
    p.held
from printed as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where n.nspname <> all(%(advisor_schemas)s)
    and (
        p.held
        or exists (
            select 1 from pg_catalog.unnest(array[p.qual, p.checked]) as e (clause)
            where e.clause ~ 'auth\.jwt\(\).*user.metadata'
                or e.clause ~ 'current_setting\(.*request\.jwt\.claims.*\).*user.metadata'
        )
    )
