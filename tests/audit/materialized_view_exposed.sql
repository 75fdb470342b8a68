-- violate 1
create table shop.item (id integer primary key);
create materialized view shop.seen as select id from shop.item;
grant select on shop.seen to anon;
-- fix
revoke select on shop.seen from anon;
