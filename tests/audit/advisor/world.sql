do $$ declare name text;
begin
    foreach name in array array['anon', 'authenticated'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin noinherit', name);
        end if;
    end loop;
end $$;
create schema auth;
create table auth.users (id integer primary key, email text unique);
create function auth.uid() returns integer language sql stable set search_path = '' as 'select 1';
create function auth.jwt() returns jsonb language sql stable set search_path = '' as $$ select '{}'::jsonb $$;
alter table auth.users enable row level security;

-- unindexed_foreign_keys; beside it one that an index begins with
create table parent (id integer primary key);
alter table parent enable row level security;
create policy nobody on parent using (false);
create table child (
    id integer primary key, of integer references parent, also integer references parent, unique (also, id)
);
alter table child enable row level security;
create policy nobody on child using (false);

-- auth_users_exposed: an invoker, while auth.users has row level security, is none
create view people as select id from auth.users;
alter view people set (security_invoker = on);
alter table auth.users disable row level security;
grant select on people to anon;

-- auth_rls_initplan: one wrapped call hides the other
create table plan (id integer primary key);
alter table plan enable row level security;
create policy own on plan for select to postgres using (id = auth.uid());
create table plan_in_with_check (id integer primary key);
alter table plan_in_with_check enable row level security;
create policy own on plan_in_with_check for insert to postgres with check (current_setting('a.b', true) = 'x');
create table plan_hidden (id integer primary key);
alter table plan_hidden enable row level security;
create policy own on plan_hidden for select to postgres using (id = (select auth.uid()) or id = auth.uid());

create table keyless (id integer);
alter table keyless enable row level security;
create policy nobody on keyless using (false);

create table idle (id integer primary key, note text);
create index idle_note on idle (note);
alter table idle enable row level security;
create policy nobody on idle using (false);

create table two_policies (id integer primary key);
alter table two_policies enable row level security;
create policy one on two_policies for select to anon, authenticated using (id = 1);
create policy two on two_policies to anon, authenticated using (id = 2);

create table inert (id integer primary key);
create policy nobody on inert using (false);

create table shut (id integer primary key);
alter table shut enable row level security;

create table twice (id integer primary key, note text, other text);
create unique index one on twice (note);
create unique index two on twice (note);
create unique index three on twice (other);
alter table twice enable row level security;
create policy nobody on twice using (false);

create view seen as select 1 as one;
grant select on seen to authenticated;
create view seen_as_asked with (security_invoker = true) as select 1 as one;
grant select on seen_as_asked to authenticated;

create function loose(integer) returns integer language sql as 'select $1';
create function tight() returns integer language sql set search_path = 'public' as 'select 1';

-- rls_disabled_in_public: grants that write, and grants on columns, do not count for it
create table wide (id integer primary key);
grant select on wide to anon;
create table writable (id integer primary key);
grant insert, update, delete on writable to anon;

set allow_system_table_mods = on;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) values
    (99001, 'citext', 10, 'public'::regnamespace, false, '1.6'),
    (99002, 'pg_graphql', 10, 'pg_catalog'::regnamespace, false, '1.5');
reset allow_system_table_mods;
create schema extensions;
create extension hstore version ':older' schema extensions;

-- rls_references_user_metadata does not ask whether row level security is on
create table metadata (id integer primary key);
alter table metadata enable row level security;
create policy own on metadata for select to postgres
    using ((select auth.jwt()) -> 'user_metadata' ->> 'admin' = 'yes' or (auth.jwt() -> 'user_metadata') is null);

create materialized view kept as select 1 as one;
grant select on kept to anon;

create foreign data wrapper far;
create server far foreign data wrapper far;
create foreign table far_away (id integer) server far;
grant select on far_away to authenticated;

create table procs (id integer primary key, what regproc, fine regclass);
alter table procs enable row level security;
create policy nobody on procs using (false);

create schema pgmq;
create table pgmq.q_mail (id integer primary key);
create table pgmq.a_mail (id integer primary key);
grant select on pgmq.q_mail, pgmq.a_mail to anon;

create table bloated (id integer primary key, note text) with (autovacuum_enabled = off);
alter table bloated alter column note set storage plain;
insert into bloated select g, repeat('x', 3900) from generate_series(1, 6000) as g;
delete from bloated where id > 20;
analyze bloated;
alter table bloated enable row level security;
create policy nobody on bloated using (false);

create table to_unique (id integer primary key, email text unique references auth.users (email));
alter table to_unique enable row level security;
create policy nobody on to_unique using (false);

create table secrets (id integer primary key, "API-key" text, password_hint text);
grant select on secrets to anon;

-- rls_policy_always_true: also what the server refuses, and what a restrictive policy closes; not SELECT, not others
create table always (id integer primary key);
alter table always enable row level security;
create policy everybody on always for delete using (true);
create policy refused on always for insert to anon;
create policy guarded on always for update to authenticated using (1 = 1);
create policy guard on always as restrictive for update using (id = 1);
create policy read on always for select using (true);
create policy staff on always for delete to postgres using (true);

create schema storage;
create table storage.buckets (id text, name text, public boolean);
insert into storage.buckets values ('f', 'faces', true), ('s', 'safe', false), ('o', 'other', true);
create table storage.objects (bucket_id text, name text);
alter table storage.objects enable row level security;
create policy broad on storage.objects for select to anon using (bucket_id = 'f');
create policy own on storage.objects for select using (bucket_id = 'o' and name = 'x');

create table one_column (id integer primary key, other text);
alter table one_column enable row level security;
create policy nobody on one_column using (false);
grant select (id) on one_column to anon, authenticated;

create function past() returns integer language sql security definer set search_path = '' as 'select 1';
