-- title: Take a partition out under an exclusive lock
-- why: Where there is a default partition the gentle way is not possible.
alter table {parent} detach partition {relation}
