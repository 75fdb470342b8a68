-- title: The rows of a history table
-- why: Without the statements that some tools keep, which may be many megabytes: only how large they are as stored.
--   Times as seconds: a row may hold one that no calendar of ours has.
select
    {version}::text as version,
    {name}::text as name,
    {package}::text as package,
    {kind}::text as kind,
    {id}::text as id,
    {author}::text as author,
    {checksum}::text as checksum,
    {dirty}::text::boolean as dirty,
    {success}::text::boolean as success,
    extract(epoch from {applied_at}::timestamptz)::float8 as applied_at,
    extract(epoch from {finished_at}::timestamptz)::float8 as finished_at,
    extract(epoch from {rolled_back_at}::timestamptz)::float8 as rolled_back_at,
    pg_catalog.pg_column_size({statements}) as octets
from {history}
order by {ordering}
limit %(rows)s
