-- title: Policy that believes what the user writes of himself
-- level: error
-- area: security
-- why: Every user may change user_metadata of the own log-in. A role or tenant read from it is one that the user has
--   chosen.
-- fix: drop policy if exists {policy} on {relation}
-- advisor: rls_references_user_metadata
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || ' reads user_metadata.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(p.polname) as policy
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where (
    pg_catalog.strpos(
        coalesce(p.polqual::text, '') || ' ' || coalesce(p.polwithcheck::text, ''),
        ' 117 115 101 114 95 109 101 116 97 100 97 116 97 '
    )
    > 0
    or pg_catalog.strpos(
        coalesce(p.polqual::text, '') || ' ' || coalesce(p.polwithcheck::text, ''),
        ' 114 97 119 95 117 115 101 114 95 109 101 116 97 95 100 97 116 97 '
    )
    > 0
    or exists (
        select 1
        from pg_catalog.pg_depend as d
        inner join pg_catalog.pg_attribute as t on d.refobjid = t.attrelid and d.refobjsubid = t.attnum
        where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            and d.objid = p.oid
            and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and t.attname = 'raw_user_meta_data'
    )
)
and n.nspname <> all(%(closed_schemas)s)
and not pg_catalog.starts_with(n.nspname::text, 'pg_')
