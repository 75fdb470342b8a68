-- on: off, other
-- finds: 1
-- violate
create table off (a integer) with (autovacuum_enabled = off);
create table other (a integer) with (autovacuum_vacuum_threshold = 100);
-- mend: operation
