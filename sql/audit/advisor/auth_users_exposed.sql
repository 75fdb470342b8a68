-- title: Exposed Auth Users
-- level: error
-- area: security
-- why: Supabase's advisor: a view that reads auth.users itself may be read by anon or authenticated.
select
    n.nspname as schema,
    c.relname as object,
    case c.relkind when 'm' then 'materialized view' else 'view' end as object_type,
    'It may show auth.users to anon or authenticated.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where exists (
        select 1
        from pg_catalog.pg_rewrite as w
        inner join pg_catalog.pg_depend as d
            on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid and d.deptype = 'n'
        inner join pg_catalog.pg_class as u on d.refobjid = u.oid
        inner join pg_catalog.pg_namespace as un on u.relnamespace = un.oid
        where w.ev_class = c.oid
            and un.nspname = 'auth'
            and u.relname = 'users'
            and (
                c.relkind = 'm'
                or (c.relkind = 'v' and not u.relrowsecurity)
                or (
                    c.relkind = 'v'
                    and not pg_catalog.lower(coalesce(c.reloptions::text, '{}'))::text[] && array[
                        'security_invoker=1', 'security_invoker=true', 'security_invoker=yes', 'security_invoker=on'
                    ]
                )
            )
    )
    and exists (
        select 1 from pg_catalog.pg_roles as a
        where a.rolname in ('anon', 'authenticated') and pg_catalog.has_table_privilege(a.oid, c.oid, 'select')
    )
    and n.nspname = any(%(exposed)s::text[])
