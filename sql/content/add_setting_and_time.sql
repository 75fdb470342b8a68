-- title: Add one setting, and when that was
-- why: For tables that have a time of change and no default for it.
insert into {settings_table} ({columns}, {updated_at_column})
values ({values}, pg_catalog.now())
