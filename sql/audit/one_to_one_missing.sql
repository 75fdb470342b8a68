-- title: Table of one row for each, of which there may be several
-- level: info
-- area: integrity
-- why: By its name it holds one row for each row of another table, a stock, a profile, preferences. The foreign key is
--   not unique, and whoever reads the one row gets any of several.
-- fix: alter table {relation} add unique ({attribute})
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    t.attname || ' is in no unique constraint or index.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(t.attname) as attribute
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_constraint as k
    on c.oid = k.conrelid and k.contype = 'f' and pg_catalog.cardinality(k.conkey) = 1
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and k.conkey[1] = t.attnum
where c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relname ~* '(^|_)(profiles?|preferences|settings|inventory|stock|wallets?|admin_users|details)$'
    and not exists (
        select 1 from pg_catalog.pg_index as i
        where i.indrelid = c.oid and i.indisunique and t.attnum = any(i.indkey::pg_catalog.int2[])
    )
    -- Of several foreign keys nobody knows which is the one.
    and not exists (
        select 1 from pg_catalog.pg_constraint as o
        where o.conrelid = c.oid and o.contype = 'f' and o.oid <> k.oid
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
