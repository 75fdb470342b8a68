-- title: Foreign key that may be empty
-- level: info
-- area: integrity
-- why: A row may belong to nothing. Right where that is meant; of several columns one null switches the whole check
--   off.
-- fix: alter table {relation} alter column {attribute} set not null
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname, 'column', a.attname) as sub,
    case
        when
            pg_catalog.cardinality(k.conkey) > 1
            then a.attname || ' may be null, and then ' || k.conname || ' is not checked.'
        else a.attname || ' may be null.'
    end as detail,
    case when pg_catalog.cardinality(k.conkey) > 1 and k.confmatchtype = 's' then 'warning' else 'info' end as level,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(a.attname) as attribute
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid and a.attnum = any(k.conkey)
where k.contype = 'f'
    and not a.attnotnull
    and k.confdeltype <> 'n'
    and k.conparentid = 0
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
