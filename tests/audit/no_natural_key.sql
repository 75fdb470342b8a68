-- violate 1
create table shop.item (id integer primary key generated always as identity, slug text);
create table shop.fine (id integer primary key generated always as identity, slug text unique);
create table shop.log (id integer primary key generated always as identity, said text);
-- fix
create unique index on shop.item (slug);
