-- violate 1
create table shop.item (id integer primary key);
create table shop.line (id integer primary key, item integer, other integer);
insert into shop.item values (1);
insert into shop.line values (1, 1, 1), (2, 2, 1), (3, null, 1);
alter table shop.line add constraint gone foreign key (item) references shop.item not valid;
alter table shop.line add constraint there foreign key (other) references shop.item not valid;
-- fix
delete from shop.line where item = 2;
