-- title: Give the savepoint up
-- why: Behind a rollback to it the savepoint is still open, and what is changed next would carry its number and not the
--   transaction's own, by which the rows are known again.
release savepoint greenroom -- noqa: PRS
