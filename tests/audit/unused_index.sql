-- violate 1
create table shop.item (id integer primary key, note text unique);
create index notes on shop.item (note, id);
-- fix
drop index shop.notes;
