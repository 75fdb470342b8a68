-- title: Drop an index beside those who use its table
-- why: What CREATE INDEX CONCURRENTLY left when it failed costs every write and serves no read.
drop index concurrently {index}
