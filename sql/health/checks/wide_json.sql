-- title: Very large JSON values
-- level: warning
-- area: performance
-- threshold: json_octets
-- needs: SELECT on the table, or pg_read_all_data
-- detail: {sub} holds {value:bytes} a row on average as it is stored, by the planner's statistics
-- figure: ~{value:bytes}
-- why: A small change writes all of it again, and every read unpacks it. Parts of it want rows of their own.
-- fix: split {sub:raw} into rows, or move it out of the table
select
    s.schemaname::text as schema,
    s.tablename::text as object,
    'table'::text as object_type,
    s.attname::text as sub,
    s.avg_width::float8 as value
from pg_catalog.pg_stats as s
where s.avg_width >= %(warning)s::float8
    and s.schemaname <> all(%(platform_schemas)s::text[])
    and exists (
        select 1
        from pg_catalog.pg_attribute as a
        inner join pg_catalog.pg_class as c on c.oid = a.attrelid
        inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = s.schemaname
            and c.relname = s.tablename
            and a.attname = s.attname
            and a.atttypid in ('pg_catalog.json'::pg_catalog.regtype, 'pg_catalog.jsonb'::pg_catalog.regtype)
    )
order by value desc
