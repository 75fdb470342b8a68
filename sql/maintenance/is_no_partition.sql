-- title: Whether a table is the partition of none
-- why: Detached it stands alone; a broken-off DETACH CONCURRENTLY leaves it half in.
select
    not exists (
        select from pg_catalog.pg_inherits as i
        where i.inhrelid = %(oid)s::pg_catalog.oid
    ) as alone
