-- violate 2
create table shop.item (id integer, day date) partition by range (day);
alter table shop.item enable row level security;
create table shop.item_1 partition of shop.item for values from ('2026-01-01') to ('2027-01-01');
create table shop.parent (id integer);
alter table shop.parent enable row level security;
create table shop.child () inherits (shop.parent);
create table shop.quiet () inherits (shop.parent);
grant select on shop.item, shop.item_1, shop.parent, shop.child to anon;
-- fix
revoke select on shop.item_1 from anon;
alter table shop.child enable row level security;
