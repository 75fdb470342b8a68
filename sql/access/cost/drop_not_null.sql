-- title: A NOT NULL dropped, on a copy
-- why: Columns of a type that is not known stay NULL in rows that were made up.
alter table {relation} alter column {name} drop not null
