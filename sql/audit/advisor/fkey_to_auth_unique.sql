-- title: Foreign Key to Auth Unique Constraint
-- level: error
-- area: security
-- why: Supabase's advisor: a foreign key to a unique index of the schema auth that is no primary key.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    'Foreign key ' || k.conname || ' points at a unique index of ' || f.relname || '.' as detail
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as f on k.confrelid = f.oid
inner join pg_catalog.pg_namespace as fn on f.relnamespace = fn.oid
inner join pg_catalog.pg_index as i on k.conindid = i.indexrelid
where k.contype = 'f'
    and fn.nspname = 'auth'
    and i.indisunique
    and not i.indisprimary
