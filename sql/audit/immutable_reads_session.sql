-- title: Function that is IMMUTABLE and reads the session
-- level: warning
-- area: security
-- why: The planner may keep the first answer as a constant: the next user gets what was true for another.
-- fix: alter routine {routine} stable
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    'It is IMMUTABLE and asks current_setting, auth.uid, current_user or the clock.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname)
    || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')' as routine
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
where f.provolatile = 'i'
    and f.prokind = 'f'
    and f.prosrc
    ~* '\m(current_setting|current_user|session_user|auth\.(uid|jwt|role|email)|now|current_date|current_timestamp)\M'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
