-- title: A column that need not be filled
-- why: The catalogue alone.
alter table {relation} alter column {named} drop not null
