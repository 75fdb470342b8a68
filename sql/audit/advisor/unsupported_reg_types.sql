-- title: Unsupported reg types
-- level: warning
-- area: security
-- why: Supabase's advisor: a column of a type that pg_upgrade does not take over.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', a.attname) as sub,
    'Its type is ' || t.typname || '.' as detail
from pg_catalog.pg_attribute as a
inner join pg_catalog.pg_class as c on a.attrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_type as t on a.atttypid = t.oid
inner join pg_catalog.pg_namespace as tn on t.typnamespace = tn.oid
where tn.nspname = 'pg_catalog'
    and t.typname in (
        'regcollation', 'regconfig', 'regdictionary', 'regnamespace', 'regoper', 'regoperator', 'regproc',
        'regprocedure'
    )
    and n.nspname not in ('pg_catalog', 'information_schema', 'pgsodium')
