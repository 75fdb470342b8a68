-- title: Add one setting
-- why: Names only the columns that were filled in; the others keep the defaults that the table gives them.
insert into {settings_table} ({columns})
values ({values})
