-- violate 1
create role keeper login;
create table shop.item (id integer primary key);
alter table shop.item enable row level security;
alter table shop.item owner to keeper;
-- fix
alter table shop.item force row level security;
-- after
drop role if exists keeper;
