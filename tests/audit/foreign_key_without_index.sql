-- violate 2
create table shop.item (id integer primary key, code text, unique (id, code));
create table shop.line (id integer primary key, item integer references shop.item, other integer references shop.item);
create index on shop.line (item);
create table shop.two (a text, b integer, foreign key (b, a) references shop.item (id, code));
create table shop.three (a text, b integer, foreign key (b, a) references shop.item (id, code));
create index on shop.three (a, b);
-- fix
create index on shop.line (other);
create index on shop.two (b, a);
