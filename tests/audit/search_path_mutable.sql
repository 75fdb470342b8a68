-- violate 2
create type shop.mood as enum ('good');
create function shop.a(x shop.mood) returns integer language sql security definer as 'select 1';
create function shop.b() returns integer language sql as 'select 1';
create function shop.c() returns integer language sql set search_path = '' as 'select 1';
-- fix
alter function shop.a(shop.mood) set search_path = '';
drop function shop.b();
