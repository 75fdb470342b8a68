-- violate 3
create table shop.item (id integer primary key, at timestamptz, day date, seen timestamptz,
    constraint a check (at > now()), constraint b check (day >= current_date),
    constraint c check (seen < clock_timestamp()), constraint d check (day > '2020-01-01'));
-- fix
alter table shop.item drop constraint a, drop constraint b, drop constraint c;
