-- violate 1
create table shop.item (id integer primary key, owner text, plan text);
alter table shop.item enable row level security;
create policy own on shop.item for update using (owner = current_user);
grant select, update on shop.item to authenticated;
create table shop.bound (id integer primary key, owner text, plan text);
alter table shop.bound enable row level security;
create policy own on shop.bound for update using (owner = current_user);
grant update (owner) on shop.bound to authenticated;
-- fix
revoke update on shop.item from authenticated;
grant update (owner) on shop.item to authenticated;
