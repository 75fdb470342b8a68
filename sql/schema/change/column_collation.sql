-- title: A type and a collation of a column
-- why: A collation is changed along with the type.
alter table {relation} alter column {named} type {typed}
