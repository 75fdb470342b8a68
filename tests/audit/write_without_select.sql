-- violate 2
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item for update to authenticated using (owner = current_user);
create policy b on shop.item for select to anon using (true);
create table shop.other (id integer primary key, owner text);
alter table shop.other enable row level security;
create policy a on shop.other for delete using (owner = current_user);
create table shop.fine (id integer primary key, owner text);
alter table shop.fine enable row level security;
create policy a on shop.fine for delete to anon using (owner = current_user);
create policy b on shop.fine for select using (owner = current_user);
-- fix
create policy c on shop.item for select to authenticated using (owner = current_user);
create policy c on shop.other for select using (owner = current_user);
