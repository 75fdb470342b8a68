-- violate 1
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy own on shop.item for update using (owner = current_user) with check (true);
create policy fine on shop.item for update using (owner = current_user);
-- fix
alter policy own on shop.item with check (owner = current_user);
