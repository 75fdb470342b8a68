-- violate 1
create table shop.item (id integer primary key);
create table shop.preferences (id integer primary key, of_it integer not null references shop.item, said text);
create table shop.settings (id integer primary key, of_it integer not null unique references shop.item);
create table shop.fine (id integer primary key, of_it integer not null references shop.item);
-- fix
alter table shop.preferences add unique (of_it);
