-- violate 2
create table shop.item (id integer primary key, code text, unique (id, code));
create table shop.line (a integer references shop.item, b integer references shop.item on delete set null);
create table shop.two (a integer not null, b text, foreign key (a, b) references shop.item (id, code));
-- fix
alter table shop.line alter column a set not null;
alter table shop.two alter column b set not null;
