-- violate 1
create table shop.item (id integer);
alter table shop.item enable row level security;
create table shop.other (id integer);
-- fix
create policy own on shop.item using (true);
