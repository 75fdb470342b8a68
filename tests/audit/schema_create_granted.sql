-- violate 2
grant create on schema shop to public, anon;
-- fix
revoke create on schema shop from public, anon;
