-- clean
drop schema if exists auth cascade;
create schema auth;
create table auth.users (id integer primary key, email text unique);
-- violate 1
create table shop.item (id integer primary key, email text constraint mailed references auth.users (email), owner integer references auth.users);
-- fix
alter table shop.item drop constraint mailed;
-- after
drop schema if exists auth cascade;
