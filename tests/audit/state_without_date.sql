-- violate 2
create type shop.state as enum ('NEW', 'PAID');
create table shop.item (id integer primary key, state shop.state, paid_at timestamptz, new_at timestamptz not null);
create table shop.fine (id integer primary key, state shop.state, paid_at timestamptz,
    check (state <> 'PAID' or paid_at is not null));
create table shop.listed (id integer primary key, status text check (status in ('open', 'closed')), closed_at date);
create table shop.other (id integer primary key, status text, closed_at date);
-- fix
alter table shop.item add check (state <> 'PAID' or paid_at is not null);
alter table shop.listed add check ((status = 'closed') = (closed_at is not null));
