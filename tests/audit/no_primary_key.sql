-- violate 2
create table shop.item (id integer unique);
create table shop.none (id integer);
create table shop.fine (id integer primary key);
-- fix
alter table shop.item add primary key (id);
alter table shop.none add primary key (id);
