-- violate 1 there is no older version to come from
set allow_system_table_mods = on;
update pg_extension set extversion = '0.9' where extname = 'plpgsql';
-- fix
update pg_extension set extversion = '1.0' where extname = 'plpgsql';
-- after
set allow_system_table_mods = on;
update pg_extension set extversion = '1.0' where extname = 'plpgsql';
