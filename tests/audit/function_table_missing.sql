-- violate 1
create table shop.item (id integer primary key);
create function shop.wrong() returns trigger language plpgsql as $$ begin
    insert into alerts_of_nobody (id) values (new.id); -- insert into comments_of_nobody
    raise notice 'insert into nothing_at_all';
    return new;
end $$;
create function shop.fine() returns trigger language plpgsql as $$ begin
    delete from shop.item where id = old.id;
    return old;
end $$;
-- fix
create table shop.alerts_of_nobody (id integer primary key);
