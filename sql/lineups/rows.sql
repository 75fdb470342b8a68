-- title: Spots as they are, whole
-- why: What is taken out of a line-up can be put back with every column that it had.
select
    t.{key}::text as key,
    (pg_catalog.to_jsonb(t) - %(hidden)s::text[])::text as whole
from {relation} as t
where t.{parent} = %(parent)s::{parent_type} and t.{key} = any(%(keys)s::{key_type}[])
