-- violate 4
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item for insert;
create policy b on shop.item for update with check (owner = current_user);
create policy c on shop.item for select using (false);
create policy d on shop.item using (null);
create policy e on shop.item for update using (owner = current_user);
create policy f on shop.item as restrictive for delete using (false);
-- fix
drop policy a on shop.item;
drop policy b on shop.item;
drop policy c on shop.item;
drop policy d on shop.item;
