-- title: Whether a table has a new index, and each new one is whole
-- why: CREATE INDEX CONCURRENTLY without a name: the index is the one that was not there before.
select coalesce(pg_catalog.bool_and(i.indisvalid and i.indisready), false) as valid
from pg_catalog.pg_index as i
where
    i.indrelid = %(of_table)s::oid
    and not (i.indexrelid = any(%(before)s::oid[]))
