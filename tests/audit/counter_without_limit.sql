-- violate 1
create table shop.item (id integer primary key, capacity integer, booked_count integer);
create table shop.fine (id integer primary key, max_uses integer, used_count integer, check (used_count <= max_uses));
create table shop.other (id integer primary key, used_count integer);
-- fix
alter table shop.item add check (booked_count between 0 and capacity);
