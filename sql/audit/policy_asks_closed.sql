-- title: Policy that asks what its role may not read or run
-- level: warning
-- area: security
-- why: The right is asked for when a statement begins, whatever the row: each one of that role on the table is refused.
--   Grant what is missing, or ask it in a SECURITY DEFINER function.
with
audience as materialized (
    select
        r.oid,
        r.rolname
    from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
    inner join pg_catalog.pg_roles as r on a.role = r.oid
),

asked as materialized (
    select
        p.oid,
        d.refclassid,
        d.refobjid,
        case
            when d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass then 'run ' || fn.nspname || '.' || f.proname
            else 'read ' || bn.nspname || '.' || b.relname
        end as what
    from pg_catalog.pg_policy as p
    inner join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid and d.refobjid <> p.polrelid
    left join pg_catalog.pg_proc as f
        on d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.refobjid = f.oid
    left join pg_catalog.pg_namespace as fn on f.pronamespace = fn.oid
    left join pg_catalog.pg_class as b
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.refobjid = b.oid
            and b.relkind in ('r', 'p', 'v', 'm', 'f')
    left join pg_catalog.pg_namespace as bn on b.relnamespace = bn.oid
    where f.oid is not null or b.oid is not null
    group by p.oid, d.refclassid, d.refobjid, fn.nspname, f.proname, bn.nspname, b.relname
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname, 'role', a.rolname) as sub,
    a.rolname || ' may not ' || pg_catalog.string_agg(q.what, ', ' order by q.what) || '.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join asked as q on p.oid = q.oid
cross join audience as a
where c.relrowsecurity
    and case
        when q.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            then not pg_catalog.has_function_privilege(a.oid, q.refobjid, 'execute')
        else not pg_catalog.has_any_column_privilege(a.oid, q.refobjid, 'select')
    end
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and exists (
        select 1 from pg_catalog.unnest(p.polroles) as o (role)
        where o.role = 0 or o.role = a.oid or pg_catalog.pg_has_role(a.oid, o.role, 'usage')
    )
    and (c.relforcerowsecurity or not pg_catalog.pg_has_role(a.oid, c.relowner, 'usage'))
    and (
        pg_catalog.has_any_column_privilege(a.oid, c.oid, 'select, insert, update')
        or pg_catalog.has_table_privilege(a.oid, c.oid, 'delete')
    )
group by n.nspname, c.relname, p.polname, a.rolname
