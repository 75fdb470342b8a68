-- title: Foreign key without an index
-- level: info
-- area: performance
-- why: Each deletion or key change of the referenced row reads this whole table, and joins do too.
-- fix: create index on {relation} ({columns})
-- advisor: unindexed_foreign_keys
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    'No index begins with ' || s.named || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    s.named as columns
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select (
            select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by u.place)
            from pg_catalog.unnest(k.conkey) with ordinality as u (attnum, place)
            inner join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid and u.attnum = a.attnum
        ) as named
    ) as s
where k.contype = 'f'
    and not c.relispartition
    and not exists (
        select 1 from pg_catalog.pg_index as i
        where i.indrelid = k.conrelid
            and i.indisvalid
            and i.indpred is null
            and (i.indkey::smallint[])[0:pg_catalog.cardinality(k.conkey) - 1] operator (pg_catalog.@>) k.conkey
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
