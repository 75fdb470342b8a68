-- title: Policy for a group that its members do not inherit
-- level: warning
-- area: security
-- why: A member that does not inherit the group is not meant by the policy until it does SET ROLE: it sees no rows.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname, 'role', m.rolname) as sub,
    m.rolname || ' is a member of ' || g.rolname || ' and does not inherit it.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral pg_catalog.unnest(p.polroles) as o (role)
inner join pg_catalog.pg_roles as g on o.role = g.oid
inner join pg_catalog.pg_auth_members as a on g.oid = a.roleid
inner join pg_catalog.pg_roles as m on a.member = m.oid
where not m.rolsuper
    and not m.rolbypassrls
    and m.rolname <> 'authenticator'
    and c.relowner <> m.oid
    and not pg_catalog.pg_has_role(m.oid, g.oid, 'usage')
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
