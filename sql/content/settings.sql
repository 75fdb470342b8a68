-- title: Rows of a settings table
-- why: The names of table and columns are filled in, quoted; a column that is not there is null. Long texts are cut by
--   the server, so that one of many megabytes does not come over the wire for a list. Sorted by the columns themselves
--   and not by their text: an enum has an order of its own.
select
    s.key::text as key,
    pg_catalog.left(s.value::text, %(characters)s) as value,
    pg_catalog.length(s.value::text) as characters,
    s.type::text as type,
    s."group"::text as "group",
    pg_catalog.left(s.description::text, 2000) as description,
    s.public::text as public,
    s.secret::text as secret,
    pg_catalog.to_char(
        s.updated_at::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'
    ) as updated_at,
    s.scope_1::text as scope_1,
    s.scope_2::text as scope_2
from (
    select
        {key_column} as key,
        {value_column} as value,
        {type_column} as type,
        {group_column} as "group",
        {description_column} as description,
        {public_column} as public,
        {secret_column} as secret,
        {updated_at_column} as updated_at,
        {scope_1_column} as scope_1,
        {scope_2_column} as scope_2
    from {settings_table}
    where %(wanted)s::text is null or {key_column}::text = %(wanted)s::text
) as s
order by s."group" asc nulls first, s.scope_1 asc, s.scope_2 asc, s.key asc
limit %(rows)s
