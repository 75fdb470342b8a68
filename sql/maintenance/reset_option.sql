-- title: Take a storage option of a table back
-- why: The server's own setting counts again.
alter table {relation} reset ({option})
