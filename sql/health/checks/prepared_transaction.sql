-- title: Prepared transaction that nobody ends
-- level: warning
-- area: integrity
-- threshold: prepared_seconds
-- detail: prepared by {owner} {value:seconds} ago
-- figure: {value:seconds}
-- why: It holds its locks and its snapshot until somebody commits it or rolls it back, over restarts too.
-- fix: rollback prepared {object:literal}
-- operation: maintenance.roll-back-prepared {object}
select
    p.database::text as schema,
    p.gid as object,
    'prepared transaction'::text as object_type,
    ''::text as sub,
    p.owner::text as owner,
    extract(epoch from pg_catalog.clock_timestamp() - p.prepared)::float8 as value
from pg_catalog.pg_prepared_xacts as p
where extract(epoch from pg_catalog.clock_timestamp() - p.prepared) >= %(warning)s::float8
order by value desc
