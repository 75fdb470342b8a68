-- on: behind
-- finds: 1
-- violate
create table behind (a integer) with (autovacuum_enabled = off);
insert into behind select from generate_series(1, 5000);
vacuum analyze behind;
update behind set a = 2;
-- mend: operation
