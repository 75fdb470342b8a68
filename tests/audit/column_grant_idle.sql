-- violate 1
create table shop.item (id integer primary key, note text, plan text);
grant update on shop.item to authenticated;
grant update (note, plan), select (note) on shop.item to authenticated;
-- fix
revoke update on shop.item from authenticated;
grant update (note) on shop.item to authenticated;
