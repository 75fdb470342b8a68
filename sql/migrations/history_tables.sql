-- title: Tables that may be the history of a migration tool
-- why: Each tool's is known by its columns, in whatever schema it stands. From the catalogue alone.
select
    n.nspname::text as schema,
    c.relname::text as relation,
    current_user::text as role,
    pg_catalog.has_schema_privilege(n.oid, 'usage') as usable,
    pg_catalog.row_security_active(c.oid) as filtered,
    exists(
        select 1
        from pg_catalog.pg_class as m
        where m.relnamespace = c.relnamespace and m.relname = 'ar_internal_metadata'
    ) as rails,
    columns_of.found as columns
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select
            pg_catalog.json_agg(
                pg_catalog.json_build_object(
                    'name', a.attname,
                    'category', t.typcategory,
                    'readable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
                ) order by a.attnum
            ) as found
        from pg_catalog.pg_attribute as a
        inner join pg_catalog.pg_type as t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns_of
where c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relnatts <= 40
    and n.nspname <> 'information_schema'
    and not pg_catalog.starts_with(n.nspname, 'pg_')
    and (
        c.relname ~ 'migrations'
        or exists (
            select 1
            from pg_catalog.pg_attribute as a
            where a.attrelid = c.oid and a.attname = any(%(telltales)s::name[]) and not a.attisdropped
        )
    )
order by n.nspname, c.relname
