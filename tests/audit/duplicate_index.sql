-- violate 3
create table shop.item (id integer primary key, note text);
create index one on shop.item (note);
create index two on shop.item (note);
create index three on shop.item (note desc);
create index four on shop.item (lower(note)) where note <> '';
create index five on shop.item (lower(note)) where note <> '';
create index six on shop.item (lower(note)) where note <> 'a';
create index seven on shop.item (id);
-- fix
drop index shop.two;
drop index shop.five;
drop index shop.seven;
