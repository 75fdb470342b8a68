-- violate 2
create table shop.item (id integer);
create table shop.none (id integer primary key);
alter table shop.none replica identity nothing;
create table shop.fine (id integer primary key);
create publication news for table shop.item, shop.none, shop.fine;
-- fix
alter table shop.item add primary key (id);
alter table shop.none replica identity default;
-- after
drop publication if exists news;
