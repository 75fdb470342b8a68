-- title: Columns of one relation, its key, and which of them the role that we are may read
-- why: A row is named by its key; a sample shows what the role may read and nothing else.
select
    a.attname::text as name,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') as readable,
    coalesce(
        (
            select pg_catalog.array_position(i.indkey::smallint[], a.attnum)::integer
            from pg_catalog.pg_index as i
            where i.indrelid = a.attrelid and i.indisprimary
        ), -1
    ) as key_place
from pg_catalog.pg_attribute as a
where a.attrelid = %(relation)s::pg_catalog.oid and a.attnum > 0 and not a.attisdropped
order by a.attnum
