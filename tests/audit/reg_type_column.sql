-- violate 1
create table shop.item (id integer primary key, f regproc, c regclass);
-- fix
alter table shop.item drop column f;
