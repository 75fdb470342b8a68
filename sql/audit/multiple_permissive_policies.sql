-- title: Several permissive policies for one role and command
-- level: warning
-- area: performance
-- why: Each of them is evaluated for each row, joined by OR. One policy with the whole condition is faster and easier
--   to judge.
-- advisor: multiple_permissive_policies
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object(
        'role', case o.role when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(o.role)::text end, 'command', m.command
    ) as sub,
    pg_catalog.string_agg(p.polname::text, ', ' order by p.polname) || ' are all asked.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join (values ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) as m (cmd, command)
    on p.polcmd::text in (m.cmd, '*')
cross join
    lateral (
        select r.role from pg_catalog.unnest(p.polroles) as r (role)
        where r.role <> 0
        union
        select a.role from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
        where p.polroles @> array[0::pg_catalog.oid]
    ) as o
where p.polpermissive
    and c.relrowsecurity
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.nspname, c.relname, o.role, m.command
having count(*) > 1
