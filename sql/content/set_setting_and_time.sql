-- title: Set one setting, and when that was
-- why: Where the table says when a setting was changed, a change must not leave it saying something else.
update {settings_table}
set {value_column} = %(value)s, {updated_at_column} = pg_catalog.now()
where {key_column}::text = %(key)s
    and {scope_1_column}::text is not distinct from %(scope_1)s::text
    and {scope_2_column}::text is not distinct from %(scope_2)s::text
