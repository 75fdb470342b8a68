-- violate 1 the wheel's one extension cannot be moved
set allow_system_table_mods = on;
update pg_extension set extnamespace = 'public'::regnamespace where extname = 'plpgsql';
-- fix
update pg_extension set extnamespace = 'pg_catalog'::regnamespace where extname = 'plpgsql';
-- after
set allow_system_table_mods = on;
update pg_extension set extnamespace = 'pg_catalog'::regnamespace where extname = 'plpgsql';
