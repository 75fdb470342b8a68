-- violate 2
create table shop.item (id integer primary key, start_date date, end_date date);
create table shop.offer (id integer primary key, valid_from timestamptz, valid_until timestamptz);
create table shop.fine (id integer primary key, start_date date, end_date date, check (end_date >= start_date));
create table shop.other (id integer primary key, start_date date, end_date timestamptz, from_name text, to_name text);
-- fix
alter table shop.item add check (end_date >= start_date);
alter table shop.offer add check (valid_until > valid_from);
