{{header}}

set local lock_timeout = '4s';
set local statement_timeout = '60s';

-- The change:


-- ROLLBACK
-- -- Statements that take it back, the last change first:

-- VERIFY
-- -- Queries whose answers show that it worked:
