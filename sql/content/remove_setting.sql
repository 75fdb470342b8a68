-- title: Remove one setting
-- why: The row is named by its whole key. What it held stays in the journal, so that it can be put back.
delete from {settings_table}
where {key_column}::text = %(key)s
    and {scope_1_column}::text is not distinct from %(scope_1)s::text
    and {scope_2_column}::text is not distinct from %(scope_2)s::text
