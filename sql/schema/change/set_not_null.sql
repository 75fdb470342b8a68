-- title: A column that must be filled
-- why: Reads every row under ACCESS EXCLUSIVE.
alter table {relation} alter column {named} set not null
