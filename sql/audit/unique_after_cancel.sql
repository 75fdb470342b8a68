-- title: What was cancelled cannot be done again
-- level: info
-- area: integrity
-- why: The row that was cancelled still holds the unique place, so that the same person cannot come back to the same
--   thing. A unique index WHERE it is not cancelled lets that happen.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    k.conname || ' counts rows that are cancelled.' as detail,
    'static' as confidence
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where k.contype = 'u'
    and not c.relispartition
    and pg_catalog.cardinality(k.conkey) > 1
    -- Who and what: each of its columns is a foreign key.
    and not exists (
        select 1 from pg_catalog.unnest(k.conkey) as u (attnum)
        where not exists (
                select 1 from pg_catalog.pg_constraint as f
                where f.contype = 'f' and f.conrelid = k.conrelid and u.attnum = any(f.conkey)
            )
    )
    and exists (
        select 1 from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid
            and a.attnum > 0
            and not a.attisdropped
            and a.attname ~* '^cancell?ed_(at|on)$'
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
