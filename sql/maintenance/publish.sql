-- title: Add a table to a publication
-- why: What reads it gets the changes of the table from then on.
alter publication {publication} add table {relation}
