-- violate 1
create table shop.item (id integer primary key, owner text);
create function shop.tenant() returns text language plpgsql stable as 'begin return current_user; end';
create function shop.of(integer) returns boolean language plpgsql stable as 'begin return $1 > 1; end';
alter table shop.item enable row level security;
create policy a on shop.item using (owner = shop.tenant());
create policy b on shop.item using (owner = (select shop.tenant()));
create policy c on shop.item using (shop.of(id));
-- fix
alter policy a on shop.item using (owner = (select shop.tenant()));
