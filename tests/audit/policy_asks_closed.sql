-- violate 2
create table shop.item (id integer primary key, owner text);
create table shop.staff (name text);
create function shop.is_staff() returns boolean language sql stable set search_path = '' as 'select true';
revoke execute on function shop.is_staff() from public;
grant execute on function shop.is_staff() to authenticated;
alter table shop.item enable row level security;
create policy staff on shop.item for select to anon, authenticated
    using (exists (select 1 from shop.staff as s where s.name = owner) and shop.is_staff());
grant select on shop.item to anon, authenticated;
-- fix
grant select on shop.staff to anon, authenticated;
grant execute on function shop.is_staff() to anon;
