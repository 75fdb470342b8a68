-- on: crowded
-- finds: 1
-- warning: 99
-- least: 100
-- violate
create table crowded (a integer primary key, b text) with (autovacuum_enabled = off);
insert into crowded select g, repeat('x', 100) from generate_series(1, 2000) as g;
create index on crowded (b);
update crowded set b = repeat('y', 100);
-- mend: operation
