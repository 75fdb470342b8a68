-- violate 2
alter default privileges in schema shop grant select, insert on tables to anon;
alter default privileges in schema shop grant execute on functions to public;
-- fix
alter default privileges in schema shop revoke all on tables from anon;
alter default privileges in schema shop revoke all on functions from public;
