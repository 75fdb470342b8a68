-- title: The settings of the bench's table, and nothing else
-- why: what console/content asks, written out for this one table: the baseline of reading it.
select
    key,
    pg_catalog.left(value, %(characters)s) as value,
    pg_catalog.length(value) as characters,
    type,
    "group",
    description,
    is_public,
    updated_at
from public.site_settings
order by "group" asc, key asc
limit %(rows)s
