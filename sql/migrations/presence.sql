-- title: Whether things that a migration makes are there
-- why: A version marked as applied that never was is found out by the next migration, on production. From the catalogue
--   alone; a thing named without a schema is looked for on the search path.
select
    w.place,
    exists(
        select 1
        from (
            select
                'relation' as family,
                n.nspname as schema,
                c.relname as name
            from pg_catalog.pg_class as c
            inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            union all
            select
                'function',
                n.nspname,
                p.proname
            from pg_catalog.pg_proc as p
            inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
            union all
            select
                'type',
                n.nspname,
                t.typname
            from pg_catalog.pg_type as t
            inner join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
            union all
            select
                'policy',
                n.nspname,
                p.polname
            from pg_catalog.pg_policy as p
            inner join pg_catalog.pg_class as c on c.oid = p.polrelid
            inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            union all
            select
                'trigger',
                n.nspname,
                t.tgname
            from pg_catalog.pg_trigger as t
            inner join pg_catalog.pg_class as c on c.oid = t.tgrelid
            inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
            union all
            select
                'schema',
                null,
                n.nspname
            from pg_catalog.pg_namespace as n
            union all
            select
                'extension',
                null,
                e.extname
            from pg_catalog.pg_extension as e
            union all
            select
                'role',
                null,
                r.rolname
            from pg_catalog.pg_roles as r
            union all
            select
                'publication',
                null,
                p.pubname
            from pg_catalog.pg_publication as p
            union all
            select
                'event trigger',
                null,
                e.evtname
            from pg_catalog.pg_event_trigger as e
        ) as t
        where t.family = w.family
            and t.name = w.name
            and (
                t.schema is null
                or t.schema = w.schema
                or (w.schema is null and t.schema = any(pg_catalog.current_schemas(true)))
            )
    ) as there
from pg_catalog.json_to_recordset(%(wanted)s::json) as w (place integer, family text, schema text, name text)
order by w.place
