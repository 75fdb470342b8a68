-- title: Grants on tables, on columns and on schemas, as they were given
-- why: They say by which way a role gets somewhere. Tables with the same grants are said once (sample).
select
    'table' as kind,
    c.oid::bigint as object,
    '' as attribute,
    a.grantee::bigint as grantee,
    a.grantor::bigint as grantor,
    pg_catalog.array_agg(distinct a.privilege_type::text) as privileges
from pg_catalog.pg_class as c
cross join lateral pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) as a
where c.oid = any(%(samples)s::pg_catalog.oid[])
group by c.oid, a.grantee, a.grantor
union all
select
    'column' as kind,
    t.attrelid::bigint as object,
    t.attname::text as attribute,
    a.grantee::bigint as grantee,
    a.grantor::bigint as grantor,
    pg_catalog.array_agg(distinct a.privilege_type::text) as privileges
from pg_catalog.pg_attribute as t
cross join lateral pg_catalog.aclexplode(t.attacl) as a
where t.attrelid = any(%(relations)s::pg_catalog.oid[]) and t.attnum > 0 and not t.attisdropped
group by t.attrelid, t.attname, a.grantee, a.grantor
union all
select
    'schema' as kind,
    n.oid::bigint as object,
    '' as attribute,
    a.grantee::bigint as grantee,
    a.grantor::bigint as grantor,
    pg_catalog.array_agg(distinct a.privilege_type::text) as privileges
from pg_catalog.pg_namespace as n
cross join lateral pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) as a
where not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.oid, a.grantee, a.grantor
