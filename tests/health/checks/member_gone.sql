-- on: of_a_standby_that_went
-- finds: 1
-- violate
select pg_create_physical_replication_slot('of_a_standby_that_went', true);
-- mend: operation
