-- violate 1
create function shop.a(t text) returns void language plpgsql as $$ begin execute 'drop table ' || t; end $$;
create function shop.b(t text) returns void language plpgsql as $$ begin execute 'drop table ' || quote_ident(t); end $$;
create function shop.c(t text) returns void language plpgsql as $$ begin
    -- execute 'drop table ' || t;
    execute format('drop table %I', t);
end $$;
-- fix
drop function shop.a(text);
