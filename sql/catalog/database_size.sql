-- title: Size of the database, estimated
-- why: Adds up the pages that the catalogue remembers (tables, indexes, TOAST), as of the last VACUUM or ANALYZE.
--   Asking for the true size makes the server look at every file, which hurts one with many.
select
    coalesce(sum(c.relpages::bigint), 0)::bigint
    * pg_catalog.current_setting('block_size')::bigint as octets
from pg_catalog.pg_class as c
where c.relkind in ('r', 'i', 't', 'm')
