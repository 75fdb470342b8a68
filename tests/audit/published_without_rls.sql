-- violate 2
create table shop.item (id integer primary key);
create table shop.guarded (id integer primary key);
alter table shop.guarded enable row level security;
create publication news for table shop.item, shop.guarded;
create table shop.more (id integer primary key);
create publication more for tables in schema shop;
-- fix
alter table shop.item enable row level security;
alter table shop.more enable row level security;
-- after
drop publication if exists news;
drop publication if exists more;
