-- title: Schemas of the database
-- why: The platform's and PostgreSQL's own are left out; nothing here waits for a lock.
select
    'schema' as kind,
    'n' || n.oid as address,
    pg_catalog.quote_ident(n.nspname) as name,
    pg_catalog.quote_ident(n.nspname) as definition,
    'create schema if not exists ' || pg_catalog.quote_ident(n.nspname) as creates,
    'drop schema if exists ' || pg_catalog.quote_ident(n.nspname) as drops
from pg_catalog.pg_namespace as n
where n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and n.oid not in (
        select d.objid
        from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
            and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and d.deptype = 'e'
    )
order by n.nspname
