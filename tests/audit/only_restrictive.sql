-- violate 1
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item as restrictive for delete using (true);
create policy b on shop.item for select using (true);
create policy c on shop.item as restrictive for select using (true);
-- fix
create policy d on shop.item for delete using (owner = current_user);
