-- title: Big table that is read from end to end
-- level: info
-- area: performance
-- threshold: sequential_rows
-- detail: {scans:count} scans read {value:count} rows of a table of {octets:bytes}; {share:percent} of its scans
-- figure: {value:count} rows
-- why: A missing index shows here. Dumps and reports do too: look at what changes between two looks.
-- fix: find the statement among those that read most: greenroom health --section statements
select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    t.scans,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    (100.0 * t.scans / (t.scans + coalesce(x.scans, 0)))::float8 as share,
    t.rows::float8 as value
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select
            pg_catalog.pg_stat_get_numscans(c.oid) as scans,
            pg_catalog.pg_stat_get_tuples_returned(c.oid) as rows
    ) as t
left join
    lateral (
        select sum(pg_catalog.pg_stat_get_numscans(i.indexrelid)) as scans
        from pg_catalog.pg_index as i
        where i.indrelid = c.oid
    ) as x
    on true
where c.relkind in ('r', 'm')
    and c.oid >= 16384
    and c.relpages * pg_catalog.current_setting('block_size')::float8 >= %(least)s::float8
    and t.scans > 0
    and t.rows >= %(warning)s::float8
order by value desc
limit 50
