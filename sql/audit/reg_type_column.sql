-- title: Column whose type stops pg_upgrade
-- level: warning
-- area: integrity
-- why: It holds an oid of the catalogue, which is another one after pg_upgrade: the upgrade refuses the database.
-- fix: alter table {relation} alter column {attribute} type text
-- advisor: unsupported_reg_types
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', t.attname) as sub,
    'Its type is ' || pg_catalog.format_type(t.atttypid, t.atttypmod) || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(t.attname) as attribute
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as t on c.oid = t.attrelid and t.attnum > 0 and not t.attisdropped
where c.relkind in ('r', 'p', 'm')
    and t.atttypid in (
        'pg_catalog.regcollation'::pg_catalog.regtype,
        'pg_catalog.regconfig'::pg_catalog.regtype,
        'pg_catalog.regdictionary'::pg_catalog.regtype,
        'pg_catalog.regnamespace'::pg_catalog.regtype,
        'pg_catalog.regoper'::pg_catalog.regtype,
        'pg_catalog.regoperator'::pg_catalog.regtype,
        'pg_catalog.regproc'::pg_catalog.regtype,
        'pg_catalog.regprocedure'::pg_catalog.regtype
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
