-- violate 1
create table shop.item (id integer primary key);
alter table shop.item replica identity full;
create table shop.fine (id integer primary key);
create publication news for table shop.item, shop.fine;
-- fix
alter table shop.item replica identity default;
-- after
drop publication if exists news;
