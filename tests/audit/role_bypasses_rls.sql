-- violate 2
create role "passer [/]" login bypassrls;
create role chief login superuser;
create role quiet nologin bypassrls;
-- fix
alter role "passer [/]" nologin;
alter role chief nosuperuser;
-- after
drop role if exists "passer [/]";
drop role if exists chief;
drop role if exists quiet;
