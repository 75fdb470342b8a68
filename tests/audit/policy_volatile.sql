-- violate 1
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create function shop.me() returns text language sql set search_path = '' as $$ select current_user::text $$;
create function shop.you() returns text language sql stable set search_path = '' as $$ select current_user::text $$;
create policy a on shop.item using (owner = shop.me());
create policy b on shop.item using (owner = shop.you());
-- fix
drop policy a on shop.item;
