-- violate 1
create table shop.item (id integer primary key, owner text, done boolean);
alter table shop.item enable row level security;
create policy a on shop.item using (owner = current_user);
create policy b on shop.item using (id = 1 and done);
create policy c on shop.item for insert with check (owner = current_user);
-- fix
create index on shop.item (owner);
