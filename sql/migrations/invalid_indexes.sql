-- title: Indexes that are not valid
-- why: What CREATE INDEX CONCURRENTLY leaves when it fails: it costs every write and serves no read, and IF NOT EXISTS
--   keeps it. One that is being built right now is not meant.
select
    n.nspname::text as schema,
    c.relname::text as name,
    t.relname::text as of_table
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as t on i.indrelid = t.oid
where
    not i.indisvalid
    and c.relkind = 'i'
    and not exists (
        select from pg_catalog.pg_stat_progress_create_index as p
        where p.index_relid = i.indexrelid
    )
order by 1, 2
