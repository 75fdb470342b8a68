-- title: Set one setting, and when that was
-- why: Where the table says when a setting was changed, a change must not leave it saying something else.
update {settings_table}
set {value_column} = %(value)s, {updated_at_column} = pg_catalog.now()
where {key_columns} = {key_values}
