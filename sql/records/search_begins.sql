-- title: A search begins
-- why: values come as the same text everywhere; and what an arm looks for is taken from its index. With a limit above
--   it the planner may think that reading on until a few rows turn up is cheaper, which for a word that nobody has is
--   the whole table. A bitmap begins at the index, whatever the limit.
select
    pg_catalog.set_config('enable_seqscan', 'off', true),
    pg_catalog.set_config('enable_indexscan', 'off', true),
    pg_catalog.set_config('enable_indexonlyscan', 'off', true),
    pg_catalog.set_config('jit', 'off', true),
    pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
    pg_catalog.set_config('IntervalStyle', 'postgres', true),
    pg_catalog.set_config('TimeZone', 'UTC', true),
    pg_catalog.set_config('bytea_output', 'hex', true)
