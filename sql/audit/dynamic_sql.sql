-- title: Statement built by gluing texts together
-- level: warning
-- area: security
-- why: A value that holds a quote ends the text and goes on as SQL. Use format() with its quoting letters, or EXECUTE
--   … USING.
select
    n.nspname as schema,
    f.proname as object,
    case f.prokind when 'p' then 'procedure' else 'function' end as object_type,
    pg_catalog.json_build_object('arguments', pg_catalog.pg_get_function_identity_arguments(f.oid)) as sub,
    'EXECUTE of a text joined by || without quote_ident, quote_literal or format.' as detail,
    'static' as confidence,
    case when f.prosecdef then 'error' else 'warning' end as level
from pg_catalog.pg_proc as f
inner join pg_catalog.pg_namespace as n on f.pronamespace = n.oid
inner join pg_catalog.pg_language as l on f.prolang = l.oid
cross join
    lateral (
        select pg_catalog.regexp_replace(f.prosrc, '--[^\n]*|/\*.*?\*/', ' ', 'g') as text
    ) as s
where l.lanname = 'plpgsql'
    and s.text ~* '\mexecute\M\s+[^;]*\|\|'
    and exists (
        select 1
        from pg_catalog.regexp_matches(s.text, '\mexecute\M\s+([^;]*)', 'gi') as e (found)
        where pg_catalog.strpos(e.found[1], '||') > 0
            and e.found[1] !~* '\m(quote_ident|quote_literal|quote_nullable|format)\M\s*\('
            and e.found[1] !~* '^(function|procedure)\M'
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = f.oid and x.deptype = 'e'
    )
