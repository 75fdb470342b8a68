-- title: Stand-in for Supabase on plain PostgreSQL
-- why: the sample systems speak of anon, authenticated and auth.uid(). Idempotent, and needs no contrib module.

-- Roles belong to the cluster, not to the database: another system may have made them already.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select 1 from pg_catalog.pg_roles where rolname = wanted) then
            execute pg_catalog.format('create role %I nologin noinherit', wanted);
        end if;
    end loop;
    alter role service_role bypassrls;
end
$$;

create schema if not exists auth;
create schema if not exists private;
create schema if not exists extensions;

comment on schema auth is 'Stand-in for the schema of Supabase Auth';
comment on schema private is 'Functions and rules that no API exposes';

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

-- private: its functions stand in policies, so the roles must be able to call them; no table there is granted.
grant usage on schema public, auth, private, extensions to anon, authenticated, service_role;

do $$
begin
    if not exists (select 1 from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
        create publication supabase_realtime;
    end if;
end
$$;

-- Contrib is not everywhere: a server without pg_trgm gets the same tables, only without the trigram indexes.
do $$
begin
    if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm with schema extensions;
    end if;
end
$$;
