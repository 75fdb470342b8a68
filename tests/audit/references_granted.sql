-- violate 1
create table shop.item (id integer primary key);
alter table shop.item enable row level security;
grant references on shop.item to authenticated;
create table shop.free (id integer primary key);
grant references on shop.free to authenticated;
-- fix
revoke references on shop.item from authenticated;
