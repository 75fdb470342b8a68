-- title: Set a storage option of a table
-- why: Autovacuum's thresholds and fillfactor belong to a table where the server's do not fit it.
alter table {relation} set ({option} = {value})
