-- clean
alter role stranger connection limit 20 valid until '2100-01-01';
-- violate 1
create role guest login;
create role bound login connection limit 3;
create role group_only;
-- fix
alter role guest connection limit 5 valid until '2100-01-01';
-- after
drop role if exists guest;
drop role if exists bound;
drop role if exists group_only;
