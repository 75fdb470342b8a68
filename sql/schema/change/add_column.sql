-- title: A column that is missing
-- why: The words behind its name are the catalogue's own.
alter table {relation} add column {column_words}
