-- violate 1
create table shop.item (id integer primary key);
create policy "a, b" on shop.item using (true);
create policy c on shop.item using (true);
create table shop.other (id integer);
alter table shop.other enable row level security;
create policy c on shop.other using (true);
-- fix
drop policy "a, b" on shop.item;
drop policy c on shop.item;
