-- title: What new objects are granted by themselves (ALTER DEFAULT PRIVILEGES)
-- why: A table made in a schema that has them is open to more roles than its own GRANTs say.
select
    'default privileges' as kind,
    '' as address,
    k.word || coalesce(' in ' || pg_catalog.quote_ident(n.nspname), '') || ' of '
    || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole)) || ' to ' || who.named as name,
    coalesce(pg_catalog.quote_ident(n.nspname), '') as parent,
    pg_catalog.string_agg(
        pg_catalog.lower(a.privilege_type) || case when a.is_grantable then '*' else '' end, ', '
        order by a.privilege_type
    ) as definition,
    'alter default privileges for role ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))
    || coalesce(' in schema ' || pg_catalog.quote_ident(n.nspname), '')
    || ' grant ' || pg_catalog.string_agg(pg_catalog.lower(a.privilege_type), ', ' order by a.privilege_type)
    || ' on ' || k.word || ' to ' || who.named as creates,
    'alter default privileges for role ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))
    || coalesce(' in schema ' || pg_catalog.quote_ident(n.nspname), '')
    || ' revoke all on ' || k.word || ' from ' || who.named as drops,
    who.named as fixed
from pg_catalog.pg_default_acl as d
left join pg_catalog.pg_namespace as n on n.oid = d.defaclnamespace
cross join lateral pg_catalog.aclexplode(d.defaclacl) as a
cross join
    lateral (
        select
            case d.defaclobjtype
                when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
                else 'schemas'
            end as word
    ) as k
cross join
    lateral (
        select
            case a.grantee
                when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee))
            end as named
    ) as who
where (n.nspname is null or n.nspname <> all(%(platform_schemas)s))
    and a.grantee <> d.defaclrole
    and d.defaclobjtype in ('r', 'S', 'f', 'T', 'n')
group by k.word, n.nspname, d.defaclrole, who.named
order by name
