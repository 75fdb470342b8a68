-- violate 2
create table shop.item (id integer primary key);
create table shop.line (id integer primary key, item integer, other integer);
insert into shop.item values (1);
insert into shop.line values (1, 1, 1), (2, 2, 1), (3, null, 1);
alter table shop.line add constraint gone foreign key (item) references shop.item not valid;
alter table shop.line add constraint there foreign key (other) references shop.item not valid;
create table shop.parent (id integer primary key);
create table shop.child (id integer primary key, parent_id integer, line_id integer);
insert into shop.parent values (1);
insert into shop.child values (1, 1, 1), (2, 7, 2), (3, null, null);
-- fix
delete from shop.child where id = 2;
delete from shop.line where item = 2;
