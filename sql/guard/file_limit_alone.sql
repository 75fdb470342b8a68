-- title: How a migration file begins that has no transaction
-- why: CONCURRENTLY waits for transactions as long as it takes: a limit would leave something half done.
set statement_timeout = 0
