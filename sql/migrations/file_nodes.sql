-- title: The file that each relation is in now
-- why: Another file after a statement means that the relation was written anew, or emptied.
select
    c.oid::bigint as oid,
    c.relfilenode::bigint as node,
    c.relkind::text as kind,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relfilenode <> 0
    and c.relkind in ('r', 'm', 'i')
    and c.oid >= 16384
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
