-- violate 1
create table shop.item (id integer primary key, external_order_id text, said text);
create table shop.fine (id integer primary key, platform integer, external_order_id text,
    unique (platform, external_order_id));
create table shop.other (id integer primary key, transaction_id integer);
-- fix
alter table shop.item add unique (external_order_id);
