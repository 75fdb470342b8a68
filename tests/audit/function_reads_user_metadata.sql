-- violate 1
create table shop.item (id integer primary key, team text);
alter table shop.item enable row level security;
create function shop.team() returns text language sql stable set search_path = '' as $$
    select current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'team' $$;
create function shop.safe() returns text language sql stable set search_path = '' as $$ select current_user::text $$;
create policy a on shop.item using (team = shop.team());
create policy b on shop.item using (team = shop.safe());
-- fix
drop policy a on shop.item;
