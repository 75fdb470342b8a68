-- title: Put an act into a line-up
-- why: With its own number where one that was taken out comes back.
insert into {relation} ({columns}) overriding system value
select {columns}
from pg_catalog.jsonb_populate_record(null::{relation}, %(row)s::jsonb)
returning {key}
