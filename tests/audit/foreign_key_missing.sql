-- violate 2
create table shop.events (id integer primary key);
create table shop.category (id integer primary key);
create table shop.item (id integer primary key, event_id integer, category_id integer, events_id text);
create table shop.fine (id integer primary key, event_id integer references shop.events);
-- fix
alter table shop.item add foreign key (event_id) references shop.events;
alter table shop.item add foreign key (category_id) references shop.category;
