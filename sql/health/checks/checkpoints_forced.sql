-- title: Checkpoints are forced by WAL
-- level: warning
-- area: performance
-- threshold: forced_percent
-- detail: {forced:count} of {all:count} checkpoints came because max_wal_size was full
-- figure: {value:percent}
-- why: Each writes every changed page again in whole: more WAL, more I/O, in bursts.
-- fix: alter system set max_wal_size = '…'
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    ''::text as sub,
    c.checkpoints_req as forced,
    c.checkpoints_timed + c.checkpoints_req as "all",
    (100.0 * c.checkpoints_req / nullif(c.checkpoints_timed + c.checkpoints_req, 0))::float8 as value
from pg_catalog.pg_stat_bgwriter as c
where c.checkpoints_timed + c.checkpoints_req >= %(least)s::float8
    and 100.0 * c.checkpoints_req / nullif(c.checkpoints_timed + c.checkpoints_req, 0) >= %(warning)s::float8
