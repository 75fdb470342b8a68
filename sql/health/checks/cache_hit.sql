-- title: Much is read from outside of the server's cache
-- level: warning
-- area: performance
-- threshold: cache_percent
-- detail: {value:percent} of {blocks:count} blocks were in shared_buffers, since the counters began
-- figure: {value:percent}
-- why: What the operating system cached counts as a miss too. A missing index or a small shared_buffers shows here.
-- fix: look at the statements that read most, then at shared_buffers
select
    ''::text as schema,
    d.datname::text as object,
    'database'::text as object_type,
    ''::text as sub,
    d.blks_hit + d.blks_read as blocks,
    (100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0))::float8 as value
from pg_catalog.pg_stat_database as d
where d.datname = pg_catalog.current_database()
    and d.blks_hit + d.blks_read >= %(least)s::float8
    and 100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0) < %(warning)s::float8
