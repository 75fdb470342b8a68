-- title: Signed-In Users Can Execute SECURITY DEFINER Function
-- level: warning
-- area: security
-- why: Supabase's advisor: authenticated may EXECUTE a SECURITY DEFINER function of a schema that the API serves.
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    'authenticated may call it and acts as ' || pg_catalog.pg_get_userbyid(f.proowner) || '.' as detail
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
inner join pg_catalog.pg_roles as a on a.rolname = 'authenticated'
where f.prosecdef
    and pg_catalog.has_function_privilege(a.oid, f.oid, 'execute')
    and n.nspname = any(%(exposed)s::text[])
    and n.nspname <> all(%(advisor_schemas)s)
