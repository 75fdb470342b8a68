-- title: Which role may look into which schema
-- why: Without USAGE on the schema no grant on a table in it counts.
select
    r.role::bigint as role,
    n.oid::bigint as schema,
    pg_catalog.has_schema_privilege(r.role, n.oid, 'CREATE') as creates
from pg_catalog.unnest(%(roles)s::pg_catalog.oid[]) as r (role)
cross join pg_catalog.pg_namespace as n
where not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and pg_catalog.has_schema_privilege(r.role, n.oid, 'USAGE')
