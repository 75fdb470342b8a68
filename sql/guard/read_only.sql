-- title: Hold what follows to reading
-- why: A requirement is an expression of somebody's definition. Undone by the rollback to the savepoint before it.
select pg_catalog.set_config('transaction_read_only', 'on', true)
