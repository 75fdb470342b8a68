-- violate 2
create table shop.item (id integer primary key);
grant truncate on shop.item to authenticated, public;
grant select on shop.item to anon;
-- fix
revoke truncate on shop.item from authenticated, public;
