-- on: sections, small
-- finds: 1
-- warning: 2000
-- violate
create table sections (body jsonb) with (autovacuum_enabled = off);
insert into sections select jsonb_build_object('a', string_agg(md5(g::text || h::text), ''))
from generate_series(1, 200) as g, generate_series(1, 50) as h group by h;
create table small (body jsonb) with (autovacuum_enabled = off);
insert into small select '{}' from generate_series(1, 50);
vacuum analyze sections;
vacuum analyze small;
-- mend
truncate sections;
insert into sections values ('{}');
vacuum analyze sections;
