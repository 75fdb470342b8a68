-- title: Table that does not survive a crash
-- level: info
-- area: integrity
-- detail: it is UNLOGGED: emptied by a crash, and never on a standby or in a physical backup
-- figure: {octets:bytes}
-- why: Right for what can be made again, wrong for everything else.
-- fix: alter table {schema}.{object} set logged
select
    n.nspname::text as schema,
    c.relname::text as object,
    case c.relkind when 'S' then 'sequence' else 'table' end as object_type,
    ''::text as sub,
    greatest(c.relpages, 0)::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    c.relpages::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relpersistence = 'u'
    and c.relkind in ('r', 'p', 'm')
    and n.nspname <> all(%(platform_schemas)s::text[])
order by c.relpages desc, c.relname asc
