-- title: Multiple Permissive Policies
-- level: warning
-- area: performance
-- why: Supabase's advisor: several permissive policies of one role and command. A policy for PUBLIC counts for
--   every role but those with BYPASSRLS; what a role inherits does not count.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('role', r.rolname, 'command', m.command) as sub,
    pg_catalog.string_agg(p.polname::text, ', ' order by p.polname) || ' are all permissive.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_roles as r on r.oid = any(p.polroles) or p.polroles = array[0::pg_catalog.oid]
inner join (values ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) as m (cmd, command)
    on p.polcmd::text in (m.cmd, '*')
where c.relkind = 'r'
    and p.polpermissive
    and not pg_catalog.starts_with(r.rolname::text, 'pg_')
    and r.rolname::text !~ '^supabase.*admin$'
    and not r.rolbypassrls
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname, r.rolname, m.command
having count(*) > 1
