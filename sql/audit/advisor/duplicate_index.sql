-- title: Duplicate Index
-- level: warning
-- area: performance
-- why: Supabase's advisor: indexes that are the same but for their names. It is one finding for all of them.
select
    n.nspname as schema,
    c.relname as object,
    case c.relkind when 'm' then 'materialized view' else 'table' end as object_type,
    pg_catalog.json_build_object('index', pg_catalog.string_agg(i.relname::text, ', ' order by i.relname)) as sub,
    'All but one of them can go.' as detail
from pg_catalog.pg_index as y
inner join pg_catalog.pg_class as i on y.indexrelid = i.oid and i.relkind = 'i'
inner join pg_catalog.pg_class as c on y.indrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select
            pg_catalog.regexp_replace(y.indexprs::text, ' :location -?\d+', '', 'g') as expressions,
            pg_catalog.regexp_replace(y.indpred::text, ' :location -?\d+', '', 'g') as predicate
    ) as e
where c.relkind in ('r', 'm')
    and n.nspname <> all(%(advisor_schemas)s)
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by
    n.nspname, c.relname, c.relkind, i.relam, i.reloptions, y.indisunique, y.indnullsnotdistinct, y.indnkeyatts,
    y.indkey::text, y.indclass::text, y.indcollation::text, y.indoption::text, e.expressions, e.predicate
having count(*) > 1
