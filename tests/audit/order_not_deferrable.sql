-- violate 1
create table shop.item (id integer primary key, list integer, position integer,
    constraint places unique (list, position));
create table shop.fine (id integer primary key, list integer, position integer, unique (list, position) deferrable);
create table shop.other (id integer primary key, orders integer unique);
-- fix
alter table shop.item drop constraint places;
