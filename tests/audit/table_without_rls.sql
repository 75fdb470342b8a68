-- violate 2
create table shop.item (id integer primary key);
grant select on shop.item to anon;
create table shop.part (id integer primary key, note text);
grant update (note) on shop.part to authenticated;
create table shop.closed (id integer primary key);
create table shop.guarded (id integer primary key);
alter table shop.guarded enable row level security;
grant all on shop.guarded to anon;
-- fix
alter table shop.item enable row level security;
revoke update (note) on shop.part from authenticated;
