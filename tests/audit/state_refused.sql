-- violate 1
create type shop.state as enum ('new', 'paid', 'void');
create table shop.item (id integer primary key, state shop.state, paid_at timestamptz,
    constraint dates check ((state = 'paid' and paid_at is not null) or (state = 'new')));
create table shop.fine (id integer primary key, state shop.state, paid_at timestamptz,
    constraint dates check (state <> 'paid' or paid_at is not null),
    constraint known check (state = 'new' or state = 'paid' or state = 'void'),
    constraint open check ((state = 'paid' and paid_at is not null) or id < 7));
-- fix
alter table shop.item drop constraint dates;
