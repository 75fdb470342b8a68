-- title: The indexes that a table has
-- why: A statement may build one without saying its name: which one that is, is known by what was there before.
select
    t.oid::bigint as of_table,
    array(
        select i.indexrelid::bigint
        from pg_catalog.pg_index as i
        where i.indrelid = t.oid
        order by 1
    ) as before
from pg_catalog.pg_class as t
where t.oid = pg_catalog.to_regclass(%(name)s::text)
