-- clean
drop schema if exists auth cascade;
create schema auth;
create table auth.users (id integer primary key, email text);
alter table auth.users enable row level security;
-- violate 2
create view shop.people as select u.email from auth.users as u;
create materialized view shop.kept as select p.email from shop.people as p;
create view shop.asked with (security_invoker) as select u.email from auth.users as u;
grant select on shop.people, shop.kept, shop.asked to authenticated;
-- fix
revoke select on shop.people, shop.kept from authenticated;
-- after
drop schema if exists auth cascade;
