-- title: The statements that a history keeps of some versions
-- why: Asked for a few megabytes at a time.
select
    {version}::text as version,
    {statements}::text[] as statements
from {history}
where {version}::text = any(%(versions)s::text[])
