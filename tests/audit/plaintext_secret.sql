-- violate 2
create table shop.item (id integer primary key, webhook_secret text, password varchar(20), password_hash text, secret_id uuid);
-- fix
alter table shop.item drop column webhook_secret, drop column password;
