-- violate 1
create table shop.item (id integer primary key, team text);
alter table shop.item enable row level security;
create policy a on shop.item using (team = current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' ->> 'team');
create policy b on shop.item using (team = current_setting('request.jwt.claims', true)::jsonb -> 'app_metadata' ->> 'team');
-- fix
drop policy a on shop.item;
