-- title: What expressions of policies say of one row that is handed over
-- why: The row is not read from its table, so no policy of that table hides it; what the expressions themselves read
--   is read as the role that asks. The alias is the table's name, by which the expressions call it.
select {verdicts}
from pg_catalog.jsonb_populate_recordset(null::{relation}, %(rows)s::jsonb) as {alias}
