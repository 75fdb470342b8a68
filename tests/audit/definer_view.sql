-- violate 2
create schema shop_inner;
create table shop_inner.item (id integer primary key, owner text);
alter table shop_inner.item enable row level security;
create view shop_inner.half as select id from shop_inner.item;
create view shop.seen as select id from shop_inner.half;
create view shop.direct with (security_invoker = off) as select id from shop_inner.item;
create view shop.asked with (security_invoker = YES) as select id from shop_inner.item;
create view shop.also with (security_invoker = 'Tru') as select id from shop_inner.item;
create view shop.one as select 1 as id;
grant select on shop.seen, shop.direct, shop.asked, shop.also, shop.one to anon;
-- fix
alter view shop.seen set (security_invoker);
revoke select on shop.direct from anon;
-- after
drop schema if exists shop_inner cascade;
