-- title: Unindexed foreign keys
-- level: info
-- area: performance
-- why: Supabase's advisor: no valid index begins with the columns of the foreign key, in their order.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    'Foreign key ' || k.conname || ' has no covering index.' as detail
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where k.contype = 'f'
    and not exists (
        select 1 from pg_catalog.pg_index as i
        where i.indrelid = c.oid
            and i.indisvalid
            and (pg_catalog.string_to_array(i.indkey::text, ' ')::smallint[])[1:pg_catalog.cardinality(k.conkey)]
            = k.conkey
    )
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
