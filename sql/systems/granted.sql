-- title: What Supabase grants by itself
-- why: a project starts with these, and the systems as written leave them as they are (mistake 45): a table without row
-- level security is open to everybody who has the address of the API.

grant all on all tables in schema public to anon, authenticated, service_role;
grant all on all sequences in schema public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
