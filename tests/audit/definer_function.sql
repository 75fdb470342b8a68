-- violate 2
create function shop.all_of_it(a integer, b text) returns integer language sql security definer set search_path = '' as 'select 1';
create function shop.fired() returns trigger language plpgsql security definer as 'begin return new; end';
create function shop.plain() returns integer language sql as 'select 1';
create procedure shop.done(a integer) language sql security definer as 'select 1';
revoke execute on procedure shop.done(integer) from public;
grant execute on procedure shop.done(integer) to anon;
-- fix
revoke execute on function shop.all_of_it(integer, text) from public;
alter procedure shop.done(integer) security invoker;
