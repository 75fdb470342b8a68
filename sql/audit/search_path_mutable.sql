-- title: Function whose search path is the caller's
-- level: warning
-- area: security
-- why: Who calls it decides which table or function its names mean. With its owner's rights that is a way to become
--   the owner.
-- fix: alter routine {routine} set search_path = pg_catalog, {home}, pg_temp
-- advisor: function_search_path_mutable
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    case when f.prosecdef then 'It is SECURITY DEFINER and has no search_path of its own.'
        else 'It has no search_path of its own.'
    end as detail,
    case when f.prosecdef then 'warning' else 'info' end as level,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname)
    || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' as routine,
    pg_catalog.quote_ident(n.nspname) as home
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
inner join pg_catalog.pg_language as l on f.prolang = l.oid
where f.prokind in ('f', 'p')
    and l.lanname not in ('c', 'internal')
    and not exists (
        select 1 from pg_catalog.unnest(f.proconfig) as o (setting)
        where pg_catalog.starts_with(o.setting, 'search_path=')
    )
    and (f.prosecdef or f.prosqlbody is null)
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
