-- title: Drop a replication slot that nobody reads
-- needs: REPLICATION
-- why: The WAL that it keeps is given back. Whoever read it must be set up anew.
select pg_catalog.pg_drop_replication_slot(s.slot_name) is not null as dropped
from pg_catalog.pg_replication_slots as s
where s.slot_name = %(name)s
    and not s.active
