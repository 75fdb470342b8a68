-- title: Period that may end before it begins
-- level: info
-- area: integrity
-- why: The table has a beginning and an end, and no check says which comes first. Whoever mixes them up is not stopped.
-- fix: alter table {relation} add check ({until} >= {since}) not valid
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', e.attname) as sub,
    'No check compares ' || b.attname || ' with ' || e.attname || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(b.attname) as since,
    pg_catalog.quote_ident(e.attname) as until
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as b on c.oid = b.attrelid and b.attnum > 0 and not b.attisdropped
inner join pg_catalog.pg_attribute as e
    on c.oid = e.attrelid
        and e.attnum > 0
        and not e.attisdropped
        and e.attnum <> b.attnum
        and e.atttypid = b.atttypid
        and e.attname::text in (
            pg_catalog.regexp_replace(b.attname, '(^|_)start(s?)(_|$)', '\1end\2\3'),
            pg_catalog.regexp_replace(b.attname, '(^|_)begin(s?)(_|$)', '\1end\2\3'),
            pg_catalog.regexp_replace(b.attname, '(^|_)(from|since)(_|$)', '\1until\3'),
            pg_catalog.regexp_replace(b.attname, '(^|_)from(_|$)', '\1to\2')
        )
where c.relkind in ('r', 'p')
    and not c.relispartition
    and b.attname ~ '(^|_)(starts?|begins?|from|since)(_|$)'
    and b.atttypid in (
        'pg_catalog.timestamptz'::pg_catalog.regtype, 'pg_catalog.timestamp'::pg_catalog.regtype,
        'pg_catalog.date'::pg_catalog.regtype, 'pg_catalog.time'::pg_catalog.regtype
    )
    and not exists (
        select 1 from pg_catalog.pg_constraint as k
        where k.conrelid = c.oid and k.contype in ('c', 'x') and b.attnum = any(k.conkey) and e.attnum = any(k.conkey)
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
