-- title: Locks on relations that this session holds, but for those on the catalogue
-- why: Another session sees only the oids of what is not committed yet.
select
    l.relation::bigint as oid,
    l.mode as mode,
    c.relkind::text as kind,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name
from pg_catalog.pg_locks as l
inner join pg_catalog.pg_class as c on c.oid = l.relation
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where l.pid = pg_catalog.pg_backend_pid()
    and l.locktype = 'relation'
    and l.granted
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and n.nspname <> 'information_schema'
order by name, mode
