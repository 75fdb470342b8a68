-- title: A column that is too many
-- why: What it holds is lost.
alter table {relation} drop column {named}
