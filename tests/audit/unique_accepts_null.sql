-- violate 1
create table shop.item (id integer primary key, voucher integer not null, event integer, code text unique,
    constraint once unique (voucher, event), constraint strict unique nulls not distinct (event, code));
create unique index part on shop.item (voucher, code) where code is not null;
-- fix
alter table shop.item drop constraint once;
alter table shop.item add constraint once unique nulls not distinct (voucher, event);
