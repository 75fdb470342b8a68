-- violate 2
create table shop.item (id integer primary key, owner text);
alter table shop.item enable row level security;
create policy a on shop.item using (owner = current_setting('request.jwt.claim.sub', true));
create policy b on shop.item for update using (owner = (select current_setting('request.jwt.claim.sub', true)))
    with check (owner = current_setting('request.jwt.claim.sub', true));
create policy c on shop.item using (owner = (select current_setting('request.jwt.claim.sub', true)));
-- fix
alter policy a on shop.item using (owner = (select current_setting('request.jwt.claim.sub', true)));
drop policy b on shop.item;
