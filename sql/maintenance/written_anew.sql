-- title: Whether a table or index has another file than then, and is whole
-- why: VACUUM FULL and REINDEX write a new one; broken off, the old one stays.
select
    exists(
        select
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        left join pg_catalog.pg_index as i on i.indexrelid = c.oid
        where n.nspname = %(schema)s
            and c.relname = %(name)s
            and c.relfilenode <> %(file)s::pg_catalog.oid
            and coalesce(i.indisvalid, true)
    ) as done
