-- title: Table without a primary key
-- level: warning
-- area: integrity
-- detail: no column says which row is which
-- figure: {rows:estimate} rows
-- why: A row cannot be named, replicated by UPDATE and DELETE, or merged, and the same one can stand there twice.
-- fix: alter table {schema}.{object} add column id bigint generated always as identity primary key
-- advisor: no_primary_key
select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    known.rows,
    coalesce(known.rows, 0)::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
-- Nobody counted where ANALYZE never ran and the server's counters are empty: that is not none.
cross join
    lateral (
        select
            case
                when c.reltuples >= 0 then c.reltuples::bigint
                else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)
            end as rows
    ) as known
where c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relpersistence <> 't'
    and not c.oid in (
        select i.indrelid from pg_catalog.pg_index as i
        where i.indisprimary
    )
    and n.nspname <> all(%(platform_schemas)s::text[])
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e'
    )
order by value desc, c.relname asc
limit 500
