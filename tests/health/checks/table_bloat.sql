-- on: loose, tight
-- finds: 1
-- least: 100000
-- violate
create table loose (a integer, b text) with (autovacuum_enabled = off);
insert into loose select g, repeat('x', 100) from generate_series(1, 8000) as g;
create table tight (a integer, b text) with (autovacuum_enabled = off);
insert into tight select g, repeat('x', 100) from generate_series(1, 8000) as g;
delete from loose where a > 2000 and a < 8000;
vacuum analyze loose;
vacuum analyze tight;
-- mend: operation
