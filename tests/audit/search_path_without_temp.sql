-- violate 1
create function shop.a() returns integer language sql security definer set search_path = public, shop as 'select 1';
create function shop.b() returns integer language sql security definer set search_path = public, pg_temp as 'select 1';
create function shop.c() returns integer language sql security definer set search_path = '' as 'select 1';
create function shop.d() returns integer language sql set search_path = public as 'select 1';
-- fix
alter function shop.a() set search_path = '';
