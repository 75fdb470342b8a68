-- on: narrow_id_seq, wide_to_narrow, fine_id_seq
-- finds: 2
-- violate
create table narrow (id serial primary key);
select setval('narrow_id_seq', 2000000000);
create sequence wide_to_narrow;
create table fed (id integer primary key default nextval('wide_to_narrow'));
select setval('wide_to_narrow', 1990000000);
create table fine (id serial);
-- mend
alter table narrow alter id type bigint; alter sequence narrow_id_seq as bigint;
alter table fed alter id type bigint;
