-- violate 4
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
grant select, insert, update, delete on shop.item to authenticated;
create policy anything on shop.item for insert to authenticated with check (1 = 1);
create policy all_of_it on shop.item using (owner = current_user or true);
create table shop.bound (id integer primary key, owner text);
alter table shop.bound enable row level security;
grant insert, update on shop.bound to authenticated;
create policy anything on shop.bound for update to authenticated using (true);
create policy but on shop.bound as restrictive for update using (owner = current_user);
create policy never on shop.bound for insert to authenticated;
create table shop.ungranted (id integer);
alter table shop.ungranted enable row level security;
create policy anything on shop.ungranted for update using (true);
-- fix
drop policy anything on shop.item;
alter policy all_of_it on shop.item using (owner = current_user);
