-- violate 1
create table shop.person (id integer primary key);
create table shop.item (id integer primary key, person integer references shop.person on delete cascade);
create table shop.log (id integer primary key, item_id integer constraint points references shop.item);
create table shop.fine (id integer primary key, item_id integer references shop.item on delete restrict);
create table shop.part (id integer primary key, item_id integer references shop.item,
    person integer references shop.person on delete cascade);
create table shop.free (id integer primary key, person integer references shop.person);
-- fix
alter table shop.log drop constraint points;
alter table shop.log add constraint points foreign key (item_id) references shop.item on delete set null;
