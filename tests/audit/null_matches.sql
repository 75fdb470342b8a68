-- violate 2
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item for select using (owner is not distinct from current_setting('request.jwt.claim.sub', true));
create policy b on shop.item for select
    using (current_setting('request.jwt.claim.sub', true) is null or owner = current_setting('request.jwt.claim.sub', true));
create policy c on shop.item for select using (owner = current_setting('request.jwt.claim.sub', true));
create policy d on shop.item for select using (owner is distinct from current_user);
-- fix
drop policy a on shop.item;
drop policy b on shop.item;
