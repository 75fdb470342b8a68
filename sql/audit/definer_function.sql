-- title: Function with its owner's rights that others may call
-- level: warning
-- area: security
-- why: It runs as its owner, past grants and policies. It must check by itself who calls it and with what.
-- fix: revoke execute on routine {routine} from {role}
-- advisor: anon_security_definer_function_executable, authenticated_security_definer_function_executable
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
),

usable as materialized (
    select
        n.oid,
        n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
        )
)

select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object(
        'arguments', pg_catalog.pg_get_function_identity_arguments(f.oid), 'role', r.rolname
    ) as sub,
    r.rolname || ' may call it and acts as ' || pg_catalog.pg_get_userbyid(f.proowner) || '.' as detail,
    case r.rolname
        when 'anon' then 'anon_security_definer_function_executable'
        when 'authenticated' then 'authenticated_security_definer_function_executable'
    end as advisor,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname)
    || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' as routine,
    r.role
from pg_catalog.pg_proc as f
inner join usable as n on f.pronamespace = n.oid
cross join
    lateral pg_catalog.aclexplode(coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))) as g
inner join reached as r on g.grantee = r.oid
where f.prosecdef
    and f.prokind in ('f', 'p')
    and f.prorettype not in ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
    and g.grantee <> f.proowner
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
