-- on: unused_idx, used_idx, unique_idx
-- finds: 1
-- warning: 0
-- least: 0
-- violate
create table t (a integer, b integer, c integer) with (autovacuum_enabled = off);
insert into t select g, g, g from generate_series(1, 3000) as g;
create index unused_idx on t (a);
create index used_idx on t (b);
create unique index unique_idx on t (c);
analyze t;
set enable_seqscan = off;
select from t where b = 5;
-- mend: operation
