-- title: What the next object of a kind is granted by itself (ALTER DEFAULT PRIVILEGES)
-- why: A table made tomorrow is as open as these say.
select
    pg_catalog.pg_get_userbyid(d.defaclrole)::text as maker,
    coalesce(n.nspname::text, '') as schema,
    d.defaclobjtype::text as kind,
    case a.grantee when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(a.grantee)::text end as grantee,
    pg_catalog.array_agg(pg_catalog.lower(a.privilege_type) order by a.privilege_type) as privileges
from pg_catalog.pg_default_acl as d
left join pg_catalog.pg_namespace as n on n.oid = d.defaclnamespace
cross join lateral pg_catalog.aclexplode(d.defaclacl) as a
where a.grantee <> d.defaclrole
group by d.defaclrole, n.nspname, d.defaclobjtype, a.grantee
order by maker, schema, kind, grantee
