-- title: How a file of fixes begins
-- why: A fix that waits for a lock must not have everybody else wait behind it.
set local lock_timeout = '4s'
