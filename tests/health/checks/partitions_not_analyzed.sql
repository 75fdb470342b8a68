-- on: parted
-- finds: 1
-- violate
create table parted (a integer) partition by range (a);
create table parted_1 partition of parted for values from (0) to (10);
insert into parted select 1 from generate_series(1, 100);
analyze parted_1;
-- mend: operation
