-- title: Policy for a role that has no grant
-- level: info
-- area: security
-- why: Policies narrow what a grant allows and give nothing themselves: the role gets permission denied.
-- fix: drop policy if exists {policy} on {relation}
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname, 'role', a.rolname) as sub,
    a.rolname || ' has no ' || m.command || ' on the table.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(p.polname) as policy
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join (values ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) as m (cmd, command)
    on p.polcmd::text = m.cmd
cross join lateral pg_catalog.unnest(p.polroles) as o (role)
inner join pg_catalog.pg_roles as a on o.role = a.oid
where n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and case m.cmd
        when 'd' then not pg_catalog.has_table_privilege(a.oid, c.oid, 'delete')
        else not pg_catalog.has_any_column_privilege(a.oid, c.oid, m.command)
    end
