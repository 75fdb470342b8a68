-- on: loose_idx, tight_idx
-- finds: 1
-- least: 50000
-- violate
create table loose (a integer, b text) with (autovacuum_enabled = off);
insert into loose select g, md5(g::text) from generate_series(1, 20000) as g;
create index loose_idx on loose (b);
delete from loose where a > 4000;
create table tight (a integer, b text) with (autovacuum_enabled = off);
insert into tight select g, md5(g::text) from generate_series(1, 20000) as g;
create index tight_idx on tight (b);
vacuum analyze loose;
vacuum analyze tight;
-- mend: operation
