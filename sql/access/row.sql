-- title: One row, whole
-- why: It is handed to the expressions of the policies, evaluated as the role that asks.
select pg_catalog.to_jsonb(t)::text as fields
from {relation} as t
where {condition}
limit 2 -- noqa: AM09
