-- title: Write policy that is the same for every row
-- level: warning
-- area: security
-- why: It asks who somebody is and nothing of the row: whoever passes writes the rows of all others.
with
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
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' asks for the session and no column of the row.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select case when p.polcmd = 'a' then p.polwithcheck else p.polqual end::text as tree
    ) as t
where p.polpermissive
    and p.polcmd <> 'r'
    and t.tree !~ '\{(VAR|SUBLINK) '
    and (
        t.tree ~ '\{SQLVALUEFUNCTION '
        or exists (
            select 1 from auth_functions as f
            where pg_catalog.strpos(t.tree, ':funcid ' || f.oid || ' ') > 0
        )
    )
    and not exists (
        select 1
        from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            and d.objid = p.oid
            and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            and d.refobjid not in (select f.oid from auth_functions as f)
    )
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
