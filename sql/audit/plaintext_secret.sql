-- title: Secret that is kept as text
-- level: warning
-- area: security
-- why: Whoever reads a backup, a replica or a log has it. Keep it in a vault, or a hash of it.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    'By its name it holds a secret, and its type is '
    || pg_catalog.format_type(t.atttypid, t.atttypmod)
    || '.' as detail,
    'static' as confidence
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum > 0 and not t.attisdropped
where c.relkind in ('r', 'p')
    and not c.relispartition
    and t.atttypid in (
        'pg_catalog.text'::pg_catalog.regtype,
        'pg_catalog.varchar'::pg_catalog.regtype,
        'pg_catalog.bpchar'::pg_catalog.regtype
    )
    and t.attname
    ~* (
        '(^|_)(password|passwd|secret|api_?key|private_key|access_token|refresh_token|auth_token|webhook_secret'
        || '|client_secret|credit_card|card_number|cvv|cvc)$'
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
