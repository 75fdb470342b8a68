-- clean
drop schema if exists storage cascade;
create schema storage;
create table storage.objects (id uuid primary key, bucket_id text, name text, owner text);
alter table storage.objects enable row level security;
-- violate 2
create policy all_of_it on storage.objects for select to anon using (true);
create policy bucket on storage.objects for select using (bucket_id = 'avatars');
create policy own on storage.objects for select using (bucket_id = 'avatars' and owner = current_user);
-- fix
drop policy all_of_it on storage.objects;
drop policy bucket on storage.objects;
-- after
drop schema if exists storage cascade;
