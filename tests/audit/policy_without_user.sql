-- violate 2
create table shop.item (id integer primary key, owner text, state text);
alter table shop.item enable row level security;
create policy a on shop.item for update using (state = 'open');
create policy b on shop.item for insert with check (state = 'draft');
create policy c on shop.item for update using (state = 'open' and owner = current_user);
create policy d on shop.item for select using (state = 'open');
-- fix
drop policy a on shop.item;
alter policy b on shop.item with check (owner = current_user);
