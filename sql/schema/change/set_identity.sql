-- title: How a column numbers itself
-- why: The catalogue alone.
alter table {relation} alter column {named} set generated {generation}
