-- violate 2
create table shop.item (id integer primary key);
alter table shop.item enable row level security;
create policy a on shop.item for select to anon using (true);
create policy b on shop.item for delete to authenticated using (true);
create policy c on shop.item for update to authenticated using (true);
grant update (id) on shop.item to authenticated;
-- fix
grant select on shop.item to anon;
grant delete on shop.item to authenticated;
