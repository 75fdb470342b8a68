-- title: Auth RLS Initialization Plan
-- level: warning
-- area: performance
-- why: Supabase's advisor: the text of the policy calls auth.uid(), auth.jwt(), auth.role(), auth.email() or
--   current_setting(), and nowhere in it stands that call behind a select. One wrapped call hides the others.
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
    'Policy ' || p.polname || ' calls an auth function or current_setting for each row.' as detail,
    p.held
from printed as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relrowsecurity
    and (n.nspname <> all(%(advisor_schemas)s) or n.nspname = 'realtime')
    and (
        p.held
        or exists (
            select 1
            from pg_catalog.unnest(array[p.qual, p.checked]) as e (clause)
            cross join (
                values
                ('auth\.uid\(\)'), ('auth\.jwt\(\)'), ('auth\.role\(\)'), ('auth\.email\(\)'), ('current_setting\(.*\)')
            ) as f (call)
            where e.clause ~ f.call and pg_catalog.lower(e.clause) !~ ('select ' || f.call)
        )
    )
