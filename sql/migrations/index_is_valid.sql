-- title: Whether an index is there and whole
-- why: CREATE INDEX CONCURRENTLY that was broken off leaves an index that nobody may rely on.
select coalesce(
    (
        select i.indisvalid and i.indisready
        from pg_catalog.pg_index as i
        where i.indexrelid = pg_catalog.to_regclass(%(index)s)
    ), false
) as valid
