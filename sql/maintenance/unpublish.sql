-- title: Take a table out of a publication
-- why: What reads it gets no more changes of the table.
alter publication {publication} drop table {relation}
