-- violate 1
create table shop.person (id integer primary key);
create table shop.lesson (id integer primary key);
create table shop.item (id integer primary key, person integer references shop.person,
    lesson integer references shop.lesson, cancelled_at timestamptz, constraint once unique (person, lesson));
create table shop.fine (id integer primary key, person integer references shop.person,
    lesson integer references shop.lesson, unique (person, lesson));
-- fix
alter table shop.item drop constraint once;
create unique index on shop.item (person, lesson) where cancelled_at is null;
