-- violate 2
create table shop.item (id integer primary key, price double precision, total_amount real, weight real);
create table shop.fine (id integer primary key, price numeric(10, 2));
-- fix
alter table shop.item alter column price type numeric, alter column total_amount type numeric;
