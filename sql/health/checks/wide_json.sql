-- title: Very large JSON values
-- level: warning
-- area: performance
-- threshold: json_octets
-- detail: the long values of a row take about {value:bytes} as they are stored; its JSON is in {columns}
-- figure: ~{value:bytes}
-- why: A small change writes all of it again, and every read unpacks it. Parts of it want rows of their own.
-- fix: split it into rows, or move it out of the table
select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    j.columns,
    (t.relpages * pg_catalog.current_setting('block_size')::float8 / c.reltuples)::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
cross join
    lateral (
        select pg_catalog.string_agg(a.attname::text, ', ' order by a.attnum) as columns
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid
            and not a.attisdropped
            and a.atttypid in ('pg_catalog.json'::pg_catalog.regtype, 'pg_catalog.jsonb'::pg_catalog.regtype)
    ) as j
where c.relkind in ('r', 'm')
    and c.reltuples > 0
    and t.relpages * pg_catalog.current_setting('block_size')::float8 / c.reltuples >= %(warning)s::float8
    and j.columns is not null
    and n.nspname <> all(%(platform_schemas)s::text[])
order by value desc
