-- violate 1
create function shop.open(a integer) returns integer language sql as 'select 1';
create function shop.closed() returns integer language sql as 'select 1';
revoke execute on function shop.closed() from public;
-- fix
revoke execute on function shop.open(integer) from public;
