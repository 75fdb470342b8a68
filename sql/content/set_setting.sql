-- title: Set one setting
-- why: The row is named by its whole key: a settings table may have one key for each group or tenant.
update {settings_table}
set {value_column} = %(value)s
where {key_column}::text = %(key)s
    and {scope_1_column}::text is not distinct from %(scope_1)s::text
    and {scope_2_column}::text is not distinct from %(scope_2)s::text
