-- title: Some rows, whole
-- why: They are copied beside a row that is tried, for its policies and its keys ask them.
select pg_catalog.to_jsonb(t)::text as fields
from {relation} as t
where {condition}
limit %(most)s -- noqa: AM09
