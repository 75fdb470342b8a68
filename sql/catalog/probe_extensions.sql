-- title: The extensions of the database
-- why: What a fact needs that is missing, and in which version what is there answers.
select
    e.extname::text as name,
    e.extversion as version
from pg_catalog.pg_extension as e
order by e.extname
