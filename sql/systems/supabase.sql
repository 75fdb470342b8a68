-- title: Stand-in for Supabase on plain PostgreSQL
-- why: the sample systems speak of auth.uid(). Idempotent, and needs no contrib module. Its roles are in roles.sql.

create schema if not exists auth;
create schema if not exists extensions;

comment on schema auth is 'Stand-in for the schema of Supabase Auth';

-- The claims of the request, as PostgREST sets them: one JSON document, or one setting a claim in older versions.
create or replace function auth.jwt() returns jsonb
language sql
stable
set search_path = ''
as $$
    select nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb
$$;

create or replace function auth.uid() returns uuid
language sql
stable
set search_path = ''
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('request.jwt.claim.sub', true), ''),
        auth.jwt() ->> 'sub'
    )::uuid
$$;

create or replace function auth.role() returns text
language sql
stable
set search_path = ''
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('request.jwt.claim.role', true), ''),
        auth.jwt() ->> 'role'
    )
$$;

-- Logins. Of the platform's columns those that a system may ask for.
create table if not exists auth.users (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    email varchar(255),
    created_at timestamptz default pg_catalog.now(),
    last_sign_in_at timestamptz,
    banned_until timestamptz
);

grant usage on schema public, auth, extensions to anon, authenticated, service_role;

do $$
begin
    if not exists (select 1 from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
        create publication supabase_realtime;
    end if;
end
$$;
