-- title: Whether an index is gone
-- why: DROP INDEX CONCURRENTLY that was broken off leaves it there, marked invalid.
select pg_catalog.count(*) = 0 as gone
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where
    c.relkind = 'i'
    and c.relname = %(name)s
    and n.nspname = any(%(search_path)s::text[])
