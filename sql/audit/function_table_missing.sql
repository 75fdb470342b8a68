-- title: Function that writes a table which is not there
-- level: error
-- area: integrity
-- why: The body of a function is looked at when it runs. This one was made without complaint and fails when it comes
--   to that statement; where it is a trigger, the change of the trigger's table fails with it.
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    'There is no table ' || pg_catalog.string_agg(distinct w.found[2], ', ') || '.' as detail,
    'static' as confidence
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
inner join pg_catalog.pg_language as l on f.prolang = l.oid
cross join
    lateral (
        select pg_catalog.regexp_replace(f.prosrc, '--[^\n]*|/\*.*?\*/|''[^'']*''', ' ', 'g') as text
    ) as s
cross join
    lateral pg_catalog.regexp_matches(
        s.text, '\m(insert\s+into|delete\s+from)\s+(?:[a-z_][a-z0-9_$]*\.)?([a-z_][a-z0-9_$]*)(?![\w.$"])', 'gi'
    ) as w (found)
where l.lanname in ('plpgsql', 'sql')
    -- What it makes itself, or puts together, is not known beforehand.
    and s.text !~* '\m(create|execute)\M'
    and s.text !~* ('\m' || w.found[2] || '\s+as\s+(not\s+)?(materialized\s+)?\(')
    and not exists (
        select 1 from pg_catalog.pg_class as c
        where c.relname = pg_catalog.lower(w.found[2])
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and n.nspname <> 'information_schema'
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
group by n.nspname, f.oid, f.proname, f.prokind
