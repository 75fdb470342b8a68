-- violate 1
create function shop.a() returns text language sql immutable as $$ select current_setting('a.b', true) $$;
create function shop.b() returns text language sql stable as $$ select current_setting('a.b', true) $$;
create function shop.c() returns integer language sql immutable as $$ select 1 $$;
-- fix
drop function shop.a();
