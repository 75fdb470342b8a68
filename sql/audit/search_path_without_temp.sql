-- title: Search path in which temporary tables come first
-- level: warning
-- area: security
-- why: pg_temp is searched before all others unless it is named last: a caller's temporary table takes the place of a
--   real one.
-- fix: alter routine {routine} set search_path = {path}, pg_temp
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    'Its search_path is ' || s.path || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname)
    || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' as routine,
    s.path
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
cross join
    lateral (
        select pg_catalog.substr(o.setting, 13) as path
        from pg_catalog.unnest(f.proconfig) as o (setting)
        where pg_catalog.starts_with(o.setting, 'search_path=')
    ) as s
where f.prosecdef
    and s.path !~ '^("")?$'
    and s.path !~ 'pg_temp"?$'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
