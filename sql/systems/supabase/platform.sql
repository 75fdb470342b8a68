-- title: Stand-in for a Supabase project on plain PostgreSQL
-- why: migrations speak of its roles, of auth, storage and realtime. Shapes are the platform's, rows there are none.

-- Roles belong to the cluster: another database may have made them already.
do $$
declare
    wanted text;
begin
    foreach wanted in array array[
        'anon', 'authenticated', 'service_role', 'authenticator', 'dashboard_user', 'supabase_admin',
        'supabase_auth_admin', 'supabase_storage_admin', 'supabase_realtime_admin', 'supabase_replication_admin',
        'supabase_read_only_user', 'supabase_functions_admin', 'pgbouncer', 'pgsodium_keyholder', 'cli_login_postgres'
    ] loop
        if not exists (select 1 from pg_catalog.pg_roles where rolname = wanted) then
            execute pg_catalog.format('create role %I nologin noinherit', wanted);
        end if;
    end loop;
    if not exists (select 1 from pg_catalog.pg_roles where rolname = 'service_role' and rolbypassrls) then
        alter role service_role bypassrls;
    end if;
    execute 'grant anon, authenticated, service_role to authenticator';
    execute pg_catalog.format(
        'alter database %I set search_path = "$user", public, extensions', pg_catalog.current_database()
    );
end
$$;

create schema auth;
create schema extensions;
create schema graphql;
create schema graphql_public;
create schema realtime;
create schema storage;
create schema vault;

-- What is granted on public is the target's affair: a replay is given it.
grant usage on schema auth, storage, extensions, graphql_public, realtime
to anon, authenticated, service_role;

create table auth.users (
    instance_id uuid,
    id uuid primary key,
    aud character varying(255),
    role character varying(255),
    email character varying(255),
    encrypted_password character varying(255),
    email_confirmed_at timestamp with time zone,
    invited_at timestamp with time zone,
    confirmation_token character varying(255),
    confirmation_sent_at timestamp with time zone,
    recovery_token character varying(255),
    recovery_sent_at timestamp with time zone,
    last_sign_in_at timestamp with time zone,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    phone text unique,
    phone_confirmed_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    banned_until timestamp with time zone,
    deleted_at timestamp with time zone,
    is_sso_user boolean not null default false,
    is_anonymous boolean not null default false
);
create table auth.identities (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    provider_id text not null,
    provider text not null,
    identity_data jsonb not null,
    email text,
    last_sign_in_at timestamp with time zone,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    unique (provider_id, provider)
);
create table auth.sessions (
    id uuid primary key,
    user_id uuid not null references auth.users (id) on delete cascade,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    not_after timestamp with time zone
);
alter table auth.users enable row level security;

-- The claims of the request, as PostgREST sets them: one JSON document, or one setting a claim in older versions.
create function auth.jwt() returns jsonb
language sql
stable
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('request.jwt.claim', true), ''),
        nullif(pg_catalog.current_setting('request.jwt.claims', true), '')
    )::jsonb
$$;
create function auth.uid() returns uuid
language sql
stable
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('request.jwt.claim.sub', true), ''), auth.jwt() ->> 'sub'
    )::uuid
$$;
create function auth.role() returns text
language sql
stable
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('request.jwt.claim.role', true), ''), auth.jwt() ->> 'role'
    )
$$;
create function auth.email() returns text
language sql
stable
as $$
    select coalesce(
        nullif(pg_catalog.current_setting('request.jwt.claim.email', true), ''), auth.jwt() ->> 'email'
    )
$$;

create table storage.buckets (
    id text primary key,
    name text not null unique,
    owner uuid,
    owner_id text,
    public boolean default false,
    avif_autodetection boolean default false,
    file_size_limit bigint,
    allowed_mime_types text[],
    created_at timestamp with time zone default pg_catalog.now(),
    updated_at timestamp with time zone default pg_catalog.now()
);
create table storage.objects (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    bucket_id text references storage.buckets (id),
    name text,
    owner uuid,
    owner_id text,
    version text,
    metadata jsonb,
    user_metadata jsonb,
    path_tokens text[] generated always as (pg_catalog.string_to_array(name, '/')) stored,
    created_at timestamp with time zone default pg_catalog.now(),
    updated_at timestamp with time zone default pg_catalog.now(),
    last_accessed_at timestamp with time zone default pg_catalog.now()
);
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;

create function storage.foldername(name text) returns text[]
language sql
immutable
as $$
    select pg_catalog.trim_array(pg_catalog.string_to_array(name, '/'), 1)
$$;
create function storage.filename(name text) returns text
language sql
immutable
as $$
    select pg_catalog.regexp_replace(name, '^.*/', '')
$$;
create function storage.extension(name text) returns text
language sql
immutable
as $$
    select pg_catalog.substring(storage.filename(name), '[^.]*$')
$$;

create table realtime.messages (
    id uuid not null default pg_catalog.gen_random_uuid(),
    topic text not null,
    extension text not null,
    payload jsonb,
    event text,
    private boolean default false,
    inserted_at timestamp without time zone not null default pg_catalog.now(),
    updated_at timestamp without time zone not null default pg_catalog.now()
);
alter table realtime.messages enable row level security;
create function realtime.topic() returns text
language sql
stable
as $$
    select nullif(pg_catalog.current_setting('realtime.topic', true), '')
$$;
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language sql
as $$
$$;

create table vault.secrets (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    name text unique,
    description text not null default '',
    secret text not null,
    created_at timestamp with time zone not null default pg_catalog.now(),
    updated_at timestamp with time zone not null default pg_catalog.now()
);
create view vault.decrypted_secrets as
select
    s.id,
    s.name,
    s.description,
    s.secret,
    s.secret as decrypted_secret,
    s.created_at,
    s.updated_at
from vault.secrets as s;

create publication supabase_realtime;

-- What a project has from the start. Contrib is not everywhere: where it is absent, its usual functions stand in.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['pgcrypto', 'uuid-ossp', 'pg_stat_statements'] loop
        if exists (select 1 from pg_catalog.pg_available_extensions where name = wanted) then
            execute pg_catalog.format('create extension if not exists %I with schema extensions', wanted);
        end if;
    end loop;
    if pg_catalog.to_regproc('extensions.uuid_generate_v4') is null then
        create function extensions.uuid_generate_v4() returns uuid
        language sql
        as 'select pg_catalog.gen_random_uuid()';
    end if;
end
$$;
