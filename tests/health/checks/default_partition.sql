-- on: parted
-- finds: 1
-- violate
create table parted (a integer) partition by range (a);
create table parted_rest partition of parted default;
insert into parted values (3);
analyze parted_rest;
-- mend
truncate parted_rest; analyze parted_rest;
