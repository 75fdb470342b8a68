-- title: Whose rights a role has, and whom it may become
-- why: Grants and policies reach a role through inherited membership alone; SET ROLE goes further.
select
    r.role::bigint as role,
    o.oid::bigint as other,
    pg_catalog.pg_has_role(r.role, o.oid, 'USAGE') as uses,
    pg_catalog.pg_has_role(r.role, o.oid, 'MEMBER') as becomes
from pg_catalog.unnest(%(roles)s::pg_catalog.oid[]) as r (role)
cross join pg_catalog.pg_roles as o
where pg_catalog.pg_has_role(r.role, o.oid, 'MEMBER')
