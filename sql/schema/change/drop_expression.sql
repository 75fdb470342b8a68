-- title: A column that is no longer computed
-- why: It keeps its values.
alter table {relation} alter column {named} drop expression if exists
