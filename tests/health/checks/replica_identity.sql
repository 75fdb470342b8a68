-- on: without, with_key
-- finds: 1
-- violate
create table without (a integer);
create table with_key (a integer primary key);
create publication everything for table without, with_key;
-- mend: operation
