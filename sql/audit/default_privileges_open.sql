-- title: Default privileges that will open the next table
-- level: warning
-- area: security
-- why: Every table made from now on is granted to the role, before anybody has thought of policies.
-- fix: alter default privileges for role {maker} revoke all on {kind} from {role}
with
reached as materialized (
    select
        0::pg_catalog.oid as oid,
        'PUBLIC' as rolname,
        'public' as role
    union all
    select
        r.oid,
        r.rolname::text,
        pg_catalog.quote_ident(r.rolname)
    from pg_catalog.pg_roles as r
    where not pg_catalog.starts_with(r.rolname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where a.role <> 0 and pg_catalog.pg_has_role(a.role, r.oid, 'usage')
        )
)

select
    coalesce(n.nspname, '') as schema,
    pg_catalog.pg_get_userbyid(d.defaclrole) as object,
    'default privileges' as object_type,
    pg_catalog.json_build_object(
        'kind', case d.defaclobjtype when 'r' then 'tables' else 'functions' end, 'role', r.rolname
    ) as sub,
    'What ' || pg_catalog.pg_get_userbyid(d.defaclrole) || ' makes is granted to ' || r.rolname || ': '
    || pg_catalog.string_agg(g.privilege_type, ', ' order by g.privilege_type) || '.' as detail,
    pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))
    || coalesce(' in schema ' || pg_catalog.quote_ident(n.nspname), '') as maker,
    case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions' end as kind,
    r.role
from pg_catalog.pg_default_acl as d
left join pg_catalog.pg_namespace as n on d.defaclnamespace = n.oid
cross join lateral pg_catalog.aclexplode(d.defaclacl) as g
inner join reached as r on g.grantee = r.oid
where d.defaclobjtype in ('r', 'f')
    and g.grantee <> d.defaclrole
    and (n.nspname is null or n.nspname <> all(%(platform_schemas)s))
    and (d.defaclobjtype = 'r' or r.oid <> 0 or n.oid is not null)
group by n.oid, n.nspname, d.defaclrole, d.defaclobjtype, r.rolname, r.role
