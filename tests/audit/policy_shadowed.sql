-- violate 1
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item for select using (true);
create policy b on shop.item for select to authenticated using (owner = current_user);
create policy c on shop.item for update using (owner = current_user);
-- fix
drop policy b on shop.item;
