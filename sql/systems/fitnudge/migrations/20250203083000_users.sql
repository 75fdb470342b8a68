-- title: Users and their accounts elsewhere
-- why: everybody who uses the app, with a password or with the account of Apple or Google.

create table public.users (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    password_hash text,
    name text not null,
    username text unique,
    profile_picture_url text,
    bio text,
    plan text not null default 'free',
    timezone text not null default 'UTC',
    language text not null default 'en',
    -- "Force a logout when a user is disabled or suspended" needs a state; a yes or no cannot say which.
    status text not null default 'active',
    is_active boolean generated always as (status = 'active') stored,
    email_verified boolean not null default false,
    auth_provider text not null default 'email',
    last_login_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint users_email_shape check (email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'),
    constraint users_plan_known check (plan in ('free', 'pro', 'elite')),
    constraint users_status_known check (status in ('active', 'disabled', 'suspended')),
    constraint users_auth_provider_known check (auth_provider in ('email', 'apple', 'google')),
    constraint users_email_needs_a_password check (auth_provider <> 'email' or password_hash is not null)
);

create table public.oauth_accounts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    provider text not null,
    provider_user_id text not null,
    provider_email text,
    provider_name text,
    provider_picture text,
    -- Encrypted by the application: the database never sees a token that works.
    access_token bytea,
    refresh_token bytea,
    token_expires_at timestamptz,
    raw_user_data jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint oauth_accounts_provider_known check (provider in ('apple', 'google')),
    constraint oauth_accounts_once unique (provider, provider_user_id)
);

comment on table public.users is 'Everybody with an account. Deleted ones stay, marked by deleted_at';
comment on column public.users.password_hash is 'bcrypt; empty for accounts of Apple and Google';
comment on table public.oauth_accounts is 'Accounts of Apple and Google. Tokens are encrypted';

create unique index users_email_key on public.users (lower(email));
create index users_created_at_id_idx on public.users (created_at desc, id desc);
create index users_plan_idx on public.users (plan);
create index oauth_accounts_user_id_idx on public.oauth_accounts (user_id);

alter table public.users enable row level security;
alter table public.oauth_accounts enable row level security;

create trigger touch before update on public.users
for each row execute function private.touch_updated_at();
create trigger touch before update on public.oauth_accounts
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on public.users
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.users', 'status', 'active>suspended|disabled!', 'suspended|disabled>active!'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.users'::regclass;
-- drop table public.oauth_accounts;
-- drop table public.users;
