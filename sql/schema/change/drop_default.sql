-- title: A column without its default
-- why: For rows to come.
alter table {relation} alter column {named} drop default
