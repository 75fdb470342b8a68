-- title: Whether there is still no history table
-- why: What was confirmed was confirmed for a target without one.
select pg_catalog.to_regclass(%(history)s) is null as absent
