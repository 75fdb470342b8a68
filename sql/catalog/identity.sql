-- title: Which cluster this is
-- needs: execute on pg_control_system (public by default; managed services may take it away)
-- why: Two addresses that lead to one cluster have one system identifier; a restored copy has the same, a new one not.
select system_identifier::text as system_identifier
from pg_catalog.pg_control_system()
