-- title: A column that no longer numbers itself
-- why: Its sequence goes with it.
alter table {relation} alter column {named} drop identity if exists
