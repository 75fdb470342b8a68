-- title: Extensions that are installed
-- why: Compared by name; which version a server offers is the platform's affair, and so is what stands in its schemas.
select
    'extension' as kind,
    'x' || x.oid as address,
    pg_catalog.quote_ident(x.extname) as name,
    pg_catalog.quote_ident(x.extname) as definition,
    case
        when pg_catalog.starts_with(n.nspname::text, 'pg_') then ''
        else 'create schema if not exists ' || pg_catalog.quote_ident(n.nspname) || e';\n'
    end
    || 'create extension if not exists ' || pg_catalog.quote_ident(x.extname)
    || case
        when pg_catalog.starts_with(n.nspname::text, 'pg_') then ''
        else ' with schema ' || pg_catalog.quote_ident(n.nspname)
    end as creates,
    'drop extension if exists ' || pg_catalog.quote_ident(x.extname) as drops
from pg_catalog.pg_extension as x
inner join pg_catalog.pg_namespace as n on n.oid = x.extnamespace
where x.extname <> 'plpgsql'
    and (n.nspname = 'extensions' or n.nspname <> all(%(platform_schemas)s))
order by x.extname
