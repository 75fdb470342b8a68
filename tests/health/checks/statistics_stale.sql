-- on: "Stale Table"
-- finds: 1
-- violate
create table "Stale Table" (a integer) with (autovacuum_enabled = off);
insert into "Stale Table" select from generate_series(1, 5000);
-- mend: operation
