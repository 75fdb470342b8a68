-- title: Function Search Path Mutable
-- level: warning
-- area: security
-- why: Supabase's advisor: a function without a search_path of its own, whoever it runs as. A search_path that is
--   not safe is none.
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    'It takes the search_path of whoever calls it.' as detail
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
where not exists (
        select 1 from pg_catalog.unnest(f.proconfig) as s (setting)
        where pg_catalog.starts_with(s.setting, 'search_path=')
    )
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
