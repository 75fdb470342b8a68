-- title: Counter that nothing holds below its limit
-- level: info
-- area: integrity
-- why: The table counts what is taken and says how much there is, and no check compares the two. A mistake in the
--   counting sells more than there is.
-- fix: alter table {relation} add check ({taken} between 0 and {most}) not valid
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', b.attname) as sub,
    'No check compares ' || b.attname || ' with ' || e.attname || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(b.attname) as taken,
    pg_catalog.quote_ident(e.attname) as most
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as b
    on c.oid = b.attrelid
        and b.attnum > 0
        and not b.attisdropped
        and b.attname
        ~* '^(booked|used|sold|taken|reserved|filled|current)_(count|seats|places|uses|bookings|quantity)$'
inner join pg_catalog.pg_attribute as e
    on c.oid = e.attrelid
        and e.attnum > 0
        and not e.attisdropped
        and e.attname ~* '^(capacity|max_(uses|seats|places|participants|bookings|capacity|quantity|count))$'
where c.relkind in ('r', 'p')
    and not c.relispartition
    and b.atttypid in (
        'pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype,
        'pg_catalog.int8'::pg_catalog.regtype
    )
    and not exists (
        select 1 from pg_catalog.pg_constraint as k
        where k.conrelid = c.oid and k.contype = 'c' and b.attnum = any(k.conkey) and e.attnum = any(k.conkey)
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
