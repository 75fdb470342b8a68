-- violate 2
create table shop.users (id integer primary key);
create table shop.item (id integer primary key, owner integer constraint owned references shop.users on delete cascade);
create table shop.invoices (id integer primary key, item integer references shop.item on delete cascade);
create table shop.gigs (id integer primary key, owner integer references shop.users on delete cascade, amount numeric);
create table shop.payments (id integer primary key, owner integer references shop.users on delete restrict);
-- fix
alter table shop.item drop constraint owned;
alter table shop.gigs drop constraint gigs_owner_fkey;
