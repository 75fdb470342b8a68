-- title: Whether the history is as it was when the plan was made
-- why: What was confirmed was confirmed for that history. Read again under the lock.
select
    coalesce(
        pg_catalog.md5(pg_catalog.string_agg({key}, ',' order by {key} collate "C")), ''
    ) = %(digest)s as same
from {history}
