-- title: Index that is not valid
-- level: error
-- area: performance
-- detail: {diagnosis}; on {of_table}
-- figure: {octets:bytes}
-- why: It costs every write and serves no read, and IF NOT EXISTS takes it for the real one.
-- fix: drop index concurrently {schema}.{object}
-- operation: migrations.drop-invalid-index {name}
select
    n.nspname::text as schema,
    c.relname::text as object,
    'index'::text as object_type,
    ''::text as sub,
    t.relname::text as of_table,
    case
        when c.relname ~ '_ccnew[0-9]*$' then 'the new copy that a failed REINDEX CONCURRENTLY left'
        when c.relname ~ '_ccold[0-9]*$' then 'the old copy that REINDEX CONCURRENTLY left'
        else 'a failed CREATE INDEX CONCURRENTLY left it'
    end as diagnosis,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    1::float8 as value
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
inner join pg_catalog.pg_class as t on t.oid = i.indrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where not (i.indisvalid and i.indisready and i.indislive)
    and c.relkind = 'i'
    and not exists (
        select from pg_catalog.pg_stat_progress_create_index as p
        where p.datname = pg_catalog.current_database()
            and p.relid = i.indrelid
            and p.index_relid in (0, i.indexrelid)
    )
order by 1, 2
