-- violate 1
create foreign data wrapper far;
create server far foreign data wrapper far;
create foreign table shop.item (id integer) server far;
grant select on shop.item to anon;
-- fix
revoke select on shop.item from anon;
-- after
drop foreign data wrapper if exists far cascade;
