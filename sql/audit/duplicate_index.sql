-- title: Two indexes that are the same
-- level: warning
-- area: performance
-- why: Both are written at each change, one is enough for reading.
-- fix: drop index {index}
-- advisor: duplicate_index
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('index', i.relname) as sub,
    'It is the same as ' || o.relname || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(i.relname) as index
from pg_catalog.pg_index as x
inner join pg_catalog.pg_class as i on x.indexrelid = i.oid
inner join pg_catalog.pg_class as c on x.indrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select y.indexrelid
        from pg_catalog.pg_index as y
        inner join pg_catalog.pg_class as z on y.indexrelid = z.oid
        where y.indrelid = x.indrelid
            and y.indexrelid <> x.indexrelid
            and y.indisvalid
            and z.relam = i.relam
            and y.indkey::text = x.indkey::text
            and y.indclass::text = x.indclass::text
            and y.indcollation::text = x.indcollation::text
            and y.indoption::text = x.indoption::text
            and y.indnkeyatts = x.indnkeyatts
            and coalesce(pg_catalog.regexp_replace(y.indexprs::text, ' :location -?\d+', '', 'g'), '')
            = coalesce(pg_catalog.regexp_replace(x.indexprs::text, ' :location -?\d+', '', 'g'), '')
            and coalesce(pg_catalog.regexp_replace(y.indpred::text, ' :location -?\d+', '', 'g'), '')
            = coalesce(pg_catalog.regexp_replace(x.indpred::text, ' :location -?\d+', '', 'g'), '')
            and (y.indisunique or not x.indisunique)
            and (
                (y.indisunique and not x.indisunique)
                or y.indexrelid < x.indexrelid
            )
        order by y.indexrelid
        limit 1
    ) as y
inner join pg_catalog.pg_class as o on y.indexrelid = o.oid
where not x.indisprimary
    and not x.indisreplident
    and i.relkind = 'i'
    and not i.relispartition
    and not exists (
        select 1 from pg_catalog.pg_constraint as k
        where k.conindid = x.indexrelid
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as m
        where m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and m.objid = c.oid and m.deptype = 'e'
    )
