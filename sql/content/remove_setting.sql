-- title: Remove one setting
-- why: The row is named by its whole key. What it held stays in the journal, so that it can be put back.
delete from {settings_table}
where {key_columns} = {key_values}
