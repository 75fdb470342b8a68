-- violate 2
create table shop.item (id integer primary key, password_hash text, opinion text, credit_card text, spinner text);
grant select on shop.item to anon;
create table shop.part (id integer primary key, secret text);
grant select (id) on shop.part to anon;
-- fix
revoke select on shop.item from anon;
