-- title: Whether an index is gone
-- why: DROP INDEX CONCURRENTLY that was broken off leaves it there, marked invalid.
select pg_catalog.to_regclass(%(index)s) is null as gone
