-- clean
drop role if exists band;
drop role if exists fan;
create role band;
create role fan noinherit;
-- violate 1
grant band to fan;
create table shop.item (id integer primary key);
alter table shop.item enable row level security;
create policy a on shop.item to band using (true);
-- fix
revoke band from fan;
-- after
drop role if exists fan;
drop role if exists band;
