-- title: Table without a primary key
-- level: info
-- area: integrity
-- why: No row of it can be named: it cannot be updated safely, replicated, or shown by a console.
-- advisor: no_primary_key
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    case when u.there then 'It has a unique index that could be the key.' else 'Nothing tells its rows apart.' end
        as detail,
    case when u.there then 'info' else 'warning' end as level
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select exists(
            select 1 from pg_catalog.pg_index as i
            where i.indrelid = c.oid and i.indisunique and i.indpred is null
        ) as there
    ) as u
where c.relkind in ('r', 'p')
    and not c.relispartition
    and not exists (
        select 1 from pg_catalog.pg_index as i
        where i.indrelid = c.oid and i.indisprimary
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
