-- title: Make a table a partition of another
-- why: It is read whole for its bounds, unless a CHECK says the same; nobody reads or writes it meanwhile.
alter table {parent} attach partition {relation} {bound}
