-- title: Only restrictive policies: everything is denied
-- level: warning
-- area: security
-- why: Restrictive policies narrow what permissive ones allow. Without a permissive one nothing is allowed at all.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('command', m.command) as sub,
    m.command || ' is denied to everybody: '
    || pg_catalog.string_agg(p.polname::text, ', ' order by p.polname) || ' only restrict.' as detail
from pg_catalog.pg_policy as p
inner join (values ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) as m (cmd, command)
    on p.polcmd::text in (m.cmd, '*')
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relrowsecurity
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_policy as q
        where q.polrelid = p.polrelid and q.polpermissive and q.polcmd::text in (m.cmd, '*')
    )
group by n.nspname, c.relname, m.command
