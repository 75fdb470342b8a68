-- clean
drop role if exists keeper;
drop role if exists visitor;
create role keeper;
create role visitor;
-- violate 1
create table shop.item (id integer primary key);
alter table shop.item enable row level security;
alter table shop.item owner to keeper;
grant keeper to visitor;
-- fix
alter table shop.item force row level security;
-- after
drop role if exists visitor;
drop role if exists keeper;
