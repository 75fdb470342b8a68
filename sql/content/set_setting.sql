-- title: Set one setting
-- why: The row is named by its whole key: a settings table may have one key for each group or tenant.
update {settings_table}
set {value_column} = %(value)s
where {key_columns} = {key_values}
