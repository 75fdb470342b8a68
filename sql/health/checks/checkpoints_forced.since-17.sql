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
    c.num_requested as forced,
    c.num_timed + c.num_requested as "all",
    (100.0 * c.num_requested / nullif(c.num_timed + c.num_requested, 0))::float8 as value
from pg_catalog.pg_stat_checkpointer as c
where c.num_timed + c.num_requested >= %(least)s::float8
    and 100.0 * c.num_requested / nullif(c.num_timed + c.num_requested, 0) >= %(warning)s::float8
