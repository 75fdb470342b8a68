-- title: Whether an index is there and whole
-- why: CREATE INDEX CONCURRENTLY that was broken off leaves an index that nobody may rely on. Its name may have no
--   schema in the file: it is looked for where the file's session would.
select coalesce(
    (
        select i.indisvalid and i.indisready
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
        inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
        where c.relname = %(name)s and n.nspname = any(%(search_path)s::text[])
        order by pg_catalog.array_position(%(search_path)s::text[], n.nspname::text)
        limit 1
    ), false
) as valid
