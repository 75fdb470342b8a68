-- on: Bare Table, whole
-- finds: 1
-- violate
create table "Bare Table" (a integer);
create table whole (a integer primary key);
-- mend: fix
