-- violate 1
create role passer bypassrls;
create table shop.item (id integer primary key);
alter table shop.item enable row level security;
create policy a on shop.item to passer using (true);
create policy b on shop.item to anon using (true);
-- fix
drop policy a on shop.item;
-- after
drop role if exists passer;
