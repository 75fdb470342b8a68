-- title: A default of a column
-- why: For rows to come.
alter table {relation} alter column {named} set default {value}
