-- on: bare, partial, wrong_order, included, brin, parted, plain, not_null, swapped, hashed, parted_well
-- finds: 6
-- violate
create table p (id integer primary key, x integer, y integer, unique (x, y));
create table bare (a integer references p);
create table partial (a integer references p);
create index on partial (a) where a > 10;
create table wrong_order (a integer references p, b integer);
create index on wrong_order (b, a);
create table included (a integer references p, b integer);
create index on included (b) include (a);
create table brin (a integer references p);
create index on brin using brin (a);
create table parted (a integer references p, d integer) partition by list (d);
create table parted_1 partition of parted for values in (1);
create table parted_2 partition of parted for values in (2);
create index on parted_1 (a);
create table plain (a integer references p);
create index on plain (a);
create table not_null (a integer references p);
create index on not_null (a) where a is not null;
create table swapped (a integer, b integer, foreign key (a, b) references p (x, y));
create index on swapped (b, a);
create table hashed (a integer references p);
create index on hashed using hash (a);
create table parted_well (a integer references p, d integer) partition by list (d);
create table parted_well_1 partition of parted_well for values in (1);
create index on parted_well (a);
-- mend
create index on bare (a); create index on partial (a); create index on wrong_order (a);
create index on included (a); create index on brin (a); create index on parted (a);
