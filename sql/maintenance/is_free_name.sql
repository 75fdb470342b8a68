-- title: Whether a name is free in a schema
-- why: IF NOT EXISTS would take any index of that name for the one that is wanted.
select
    not exists (
        select
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = %(schema)s and c.relname = %(name)s
    ) as free
