-- on: forgotten
-- finds: 1
-- least: 0
-- violate
select pg_create_physical_replication_slot('forgotten', true);
-- mend: operation
