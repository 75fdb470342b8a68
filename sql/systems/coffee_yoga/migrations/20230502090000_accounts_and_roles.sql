-- migrate:up
-- title: Accounts, who asks, and the schemas
-- why: a plain PostgreSQL, without a platform around it: the application logs people in and says who asks with
-- set_config('app.account_id', …). One role serves all of its requests, and row level security does the rest.

-- Roles belong to the cluster: another database may have made it already. For the same reason it stays when this is
-- taken back.
do $$
begin
    if not exists (select 1 from pg_catalog.pg_roles where rolname = 'studio_app') then
        create role studio_app nologin;
    end if;
end
$$;

create schema coffee;
create schema yoga;
create schema private;

comment on schema coffee is 'The coffee shop';
comment on schema yoga is 'The yoga studio above it';
comment on schema private is 'Functions and rules that no application calls by itself';

grant usage on schema public, coffee, yoga, private to studio_app;

create table public.accounts (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    created_at timestamptz not null default now(),
    disabled_at timestamptz,
    constraint accounts_email_shape check (email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$')
);

-- The description asks for user_roles in every policy and defines it nowhere.
create table public.user_roles (
    account_id uuid not null references public.accounts (id) on delete cascade,
    role text not null,
    primary key (account_id, role),
    constraint user_roles_known check (role in ('admin', 'staff', 'barista', 'instructor'))
);

comment on table public.accounts is 'Logins';
comment on table public.user_roles is 'What a login may do here; several are allowed';

create unique index accounts_email_key on public.accounts (lower(email));

alter table public.accounts enable row level security;
alter table public.user_roles enable row level security;

create function private.account_id() returns uuid
language sql
stable
set search_path = ''
as $$
    select nullif(pg_catalog.current_setting('app.account_id', true), '')::uuid
$$;

-- Runs as its owner: a policy on user_roles that reads user_roles would never end.
create function private.has_role(variadic wanted text[]) returns boolean
language sql
stable
security definer
set search_path = ''
as $$
    select exists (
        select 1
        from public.user_roles
        where user_roles.account_id = private.account_id() and user_roles.role = any(wanted)
    )
$$;

-- migrate:down
drop function private.has_role(text[]);
drop function private.account_id();
drop table public.user_roles;
drop table public.accounts;
revoke usage on schema public from studio_app;
drop schema private;
drop schema yoga;
drop schema coffee;
