-- title: How a migration file begins that is one transaction
-- why: What waits for a lock must not have everybody else wait behind it.
set local lock_timeout = '4s'
