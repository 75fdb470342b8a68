-- violate 1
create table shop.item (id integer, note text) with (autovacuum_enabled = off);
alter table shop.item alter column note set storage plain;
insert into shop.item select g, repeat('x', 3900) from generate_series(1, 6000) as g;
delete from shop.item where id between 600 and 5999;
analyze shop.item;
-- fix
truncate shop.item;
analyze shop.item;
