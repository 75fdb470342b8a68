-- violate 2
create table shop.item (id integer primary key, boss integer);
alter table shop.item add constraint boss foreign key (boss) references shop.item not valid;
alter table shop.item add constraint high check (id > 0) not valid;
alter table shop.item add constraint low check (id < 100);
-- fix
alter table shop.item validate constraint boss;
alter table shop.item validate constraint high;
