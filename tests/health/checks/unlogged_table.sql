-- on: light, heavy
-- finds: 1
-- violate
create unlogged table light (a integer);
create table heavy (a integer);
-- mend: fix
