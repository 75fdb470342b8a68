-- title: How an expression of a policy would be evaluated for each row
-- why: Without a row and without its table, so nothing is run and no lock is waited for but that of what it asks.
explain (verbose, format json)
select ({expression}) as clause
from pg_catalog.jsonb_populate_recordset(null::{relation}, '[]'::jsonb) as {alias}
