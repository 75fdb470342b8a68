-- title: Policy for a role that is never asked for one
-- level: info
-- area: security
-- why: The role bypasses row security: the policy neither gives nor holds back anything.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname, 'role', r.rolname) as sub,
    r.rolname || case when r.rolsuper then ' is a superuser.' else ' has BYPASSRLS.' end as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(p.polname) as policy
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral pg_catalog.unnest(p.polroles) as o (role)
inner join pg_catalog.pg_roles as r on o.role = r.oid
where (r.rolsuper or r.rolbypassrls)
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
