-- title: Names of all tables and views outside of the platform's schemas
-- why: To say which name is nearest to one that is not there. Asked only then.
select
    n.nspname::text as schema,
    c.relname::text as name
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not c.relispartition
    and n.nspname <> all(%(platform_schemas)s::text[])
    and not pg_catalog.starts_with(n.nspname, 'pg_')
order by n.nspname = 'public' desc, n.nspname asc, c.relname asc
limit 20000
