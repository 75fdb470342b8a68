-- title: Whether an index is there, not valid, and not being built
-- why: Only what a failed CREATE INDEX CONCURRENTLY left behind may be dropped as such.
select pg_catalog.count(*) > 0 as invalid
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where
    not i.indisvalid
    and c.relkind = 'i'
    and c.relname = %(name)s
    and n.nspname = any(%(search_path)s::text[])
    and not exists (
        select from pg_catalog.pg_stat_progress_create_index as p
        where p.index_relid = i.indexrelid
    )
