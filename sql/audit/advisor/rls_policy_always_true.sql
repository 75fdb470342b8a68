-- title: RLS Policy Always True
-- level: warning
-- area: security
-- why: Supabase's advisor: a permissive policy of PUBLIC, anon or authenticated that writes, and is true or has no
--   clause. It says so of an INSERT without WITH CHECK too, which the server refuses, and beside a restrictive policy
--   that closes it.
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
    'Policy ' || p.polname || ' is always true, or has no clause.' as detail,
    p.held
from printed as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select
            pg_catalog.regexp_replace(pg_catalog.lower(coalesce(p.qual, '')), '[ \n\t]', '', 'g')
            in ('true', '(true)', '1=1', '(1=1)') as using_true,
            pg_catalog.regexp_replace(pg_catalog.lower(coalesce(p.checked, '')), '[ \n\t]', '', 'g')
            in ('true', '(true)', '1=1', '(1=1)') as check_true
    ) as e
where c.relkind = 'r'
    and c.relrowsecurity
    and p.polpermissive
    and n.nspname <> all(%(advisor_schemas)s)
    and (
        p.polroles = array[0::pg_catalog.oid]
        or exists (
            select 1 from pg_catalog.pg_roles as a
            where a.oid = any(p.polroles) and a.rolname in ('anon', 'authenticated')
        )
    )
    and (
        p.held
        or (p.polcmd in ('w', 'd', '*') and (e.using_true or p.qual is null))
        or e.check_true
        or (p.polcmd = 'a' and p.checked is null)
    )
