-- violate 3
create table shop.item (id integer primary key, owner text);
create table shop.member (id integer primary key, item integer);
create table shop.self (id integer primary key, boss integer);
alter table shop.item enable row level security;
alter table shop.member enable row level security;
alter table shop.self enable row level security;
create policy a on shop.item using (exists (select 1 from shop.member as m where m.item = item.id));
create policy b on shop.member for select using (exists (select 1 from shop.item as i where i.id = member.item));
create policy c on shop.self using (exists (select 1 from shop.self as s where s.boss = self.id));
create table shop.plain (id integer);
alter table shop.plain enable row level security;
create table shop.free (id integer);
create policy d on shop.plain using (id in (select i.id from shop.free as i));
-- fix
drop policy b on shop.member;
alter policy c on shop.self using (boss = id);
