-- violate 2
create table shop.item (id integer primary key, net numeric, tax numeric, total numeric not null, note text,
    constraint adds check (total = net + tax),
    constraint said check (note is null or note <> ''),
    constraint some_of check (num_nonnulls(net, tax) > 0),
    constraint high check (total > 0));
-- fix
alter table shop.item alter column net set not null;
alter table shop.item alter column tax set not null;
