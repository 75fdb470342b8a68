-- title: Foreign key to a column of the platform that is no key
-- level: error
-- area: integrity
-- why: The platform may change or drop that unique constraint at its next upgrade. Point at the primary key.
-- fix: alter table {relation} drop constraint {key_name}
-- advisor: fkey_to_auth_unique
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    'It points at ' || tn.nspname || '.' || t.relname || ' ' || i.relname || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(k.conname) as key_name
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as t on k.confrelid = t.oid
inner join pg_catalog.pg_namespace as tn on t.relnamespace = tn.oid
inner join pg_catalog.pg_index as x on k.conindid = x.indexrelid
inner join pg_catalog.pg_class as i on k.conindid = i.oid
where k.contype = 'f'
    and tn.nspname = 'auth'
    and n.nspname <> 'auth'
    and not x.indisprimary
