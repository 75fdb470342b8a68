-- title: Rows of a target, put into its copy
-- why: What is there already, as a seed of the platform, stays.
insert into {relation} ({columns})
overriding system value
select {columns}
from pg_catalog.jsonb_populate_recordset(null::{relation}, %(rows)s::jsonb)
on conflict do nothing
