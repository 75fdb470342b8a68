-- violate 2
create table shop.item (id integer primary key, note text);
grant select on shop.item to authenticated;
create table shop.part (id integer primary key);
grant select on shop.part to anon;
create table shop.closed (id integer primary key);
set allow_system_table_mods = on;
update pg_extension set extname = 'pg_graphql' where extname = 'plpgsql';
-- fix
revoke select on shop.item from authenticated;
revoke select on shop.part from anon;
-- after
set allow_system_table_mods = on;
update pg_extension set extname = 'plpgsql' where extname = 'pg_graphql';
