-- title: Write policy that asks nothing of the user
-- level: warning
-- area: security
-- why: It looks at columns and not at who asks: everybody with the grant writes each row that has those values.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' compares columns with constants alone.' as detail,
    'static' as confidence
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select case when p.polcmd = 'a' then p.polwithcheck else p.polqual end::text as tree
    ) as t
where p.polpermissive
    and p.polcmd <> 'r'
    and c.relrowsecurity
    and t.tree ~ '\{VAR '
    and t.tree !~ '\{(SUBLINK|SQLVALUEFUNCTION) '
    and t.tree !~ ':funcid (2077|3294) '
    and t.tree !~ '^\{OPEXPR [^{}]*:args \((\{VAR [^{}]*\}) \1\)'
    and t.tree !~ '^\{BOOLEXPR :boolop or .*\{CONST :consttype 16 [^{}]*:constvalue 1 \[ 1 '
    and not exists (
        select 1 from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            and d.objid = p.oid
            and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    )
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
