-- violate 1
create table shop.item (id integer primary key, at timestamp, seen timestamptz);
-- fix
alter table shop.item alter column at type timestamptz;
