-- title: Number of another system that may come twice
-- level: warning
-- area: integrity
-- why: The column holds what another system calls this thing, an order, a transaction, a payment. Messages come twice,
--   and without a unique constraint each of them is entered again.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    t.attname || ' is in no unique constraint or index.' as detail,
    'static' as confidence
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum > 0 and not t.attisdropped
where c.relkind in ('r', 'p')
    and not c.relispartition
    and t.atttypid in ('pg_catalog.text'::pg_catalog.regtype, 'pg_catalog.varchar'::pg_catalog.regtype)
    and t.attname ~* '^(external_\w*id|(\w+_)?transaction_id|payment_ref|payment_intent_id|stripe_\w+_id)$'
    and not exists (
        select 1 from pg_catalog.pg_index as i
        where i.indrelid = c.oid and i.indisunique and t.attnum = any(i.indkey::pg_catalog.int2[])
    )
    and not exists (
        select 1 from pg_catalog.pg_constraint as f
        where f.conrelid = c.oid and f.contype = 'f' and t.attnum = any(f.conkey)
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
