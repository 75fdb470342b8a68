-- title: The extensions of the database
select
    e.extname::text as name,
    e.extversion as version
from pg_catalog.pg_extension as e
order by e.extname
