-- violate 2
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item for delete to authenticated using (current_setting('request.jwt.claim.sub', true) is not null);
create policy b on shop.item for insert with check (current_user = 'authenticated');
create policy c on shop.item for update using (owner = current_user);
create policy d on shop.item for select using (current_user = 'authenticated');
-- fix
drop policy a on shop.item;
drop policy b on shop.item;
