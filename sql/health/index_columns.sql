-- title: Columns of a table that a B-tree can hold
-- why: A candidate index is made of these alone.
select
    a.attname::text as name,
    coalesce(s.n_distinct, 0)::float8 as distinct_values
from pg_catalog.pg_attribute as a
inner join pg_catalog.pg_class as c on c.oid = a.attrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_stats as s
    on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname and not s.inherited
where n.nspname = %(schema)s
    and c.relname = %(name)s
    and c.relkind in ('r', 'm')
    and a.attnum > 0
    and not a.attisdropped
    and (
        t.typtype in ('e', 'd', 'r')
        or t.typcategory in ('A', 'S')
        or t.oid in (
            select o.opcintype
            from pg_catalog.pg_opclass as o
            inner join pg_catalog.pg_am as m on m.oid = o.opcmethod
            where m.amname = 'btree' and o.opcdefault
        )
    )
order by a.attnum
