-- violate 1
create table shop.item (id integer primary key);
grant trigger on shop.item to authenticated;
-- fix
revoke trigger on shop.item from authenticated;
