-- on: big
-- finds: 1
-- warning: 1000
-- least: 10000
-- violate
create table big (a integer) with (autovacuum_enabled = off);
insert into big select from generate_series(1, 5000);
analyze big;
select count(*) from big;
-- mend
drop table big;
