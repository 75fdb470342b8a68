-- title: Roles and their attributes
-- why: Who is a superuser, who passes row security, who may log in, and until when.
select
    r.oid::bigint as oid,
    r.rolname::text as name,
    r.rolsuper as superuser,
    r.rolinherit as inherits,
    r.rolcanlogin as login,
    r.rolbypassrls as bypasses,
    r.rolcreaterole as creates_roles,
    r.rolcreatedb as creates_databases,
    r.rolreplication as replicates,
    r.rolconnlimit as connections,
    case
        when pg_catalog.isfinite(r.rolvaliduntil)
            then extract(epoch from r.rolvaliduntil - pg_catalog.now())::float8
    end as valid_for_seconds,
    coalesce(r.rolconfig, '{}') as settings,
    coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '') as comment
from pg_catalog.pg_roles as r
order by r.rolname
