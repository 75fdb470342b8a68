-- violate 1
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
grant select on shop.item to anon;
create policy everyone on shop.item for select using (true);
create table shop.bound (id integer primary key, owner text);
alter table shop.bound enable row level security;
grant select on shop.bound to anon;
create policy own on shop.bound for select using (owner = current_user);
-- fix
alter policy everyone on shop.item using (owner = current_user);
