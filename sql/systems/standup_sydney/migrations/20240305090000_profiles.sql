-- title: Profiles
-- why: everybody on the platform has one, whatever their role is.

create table public.profiles (
    id uuid primary key default gen_random_uuid(),
    -- SET NULL: with CASCADE, deleting one login deleted that person's events, invoices and payments.
    user_id uuid unique references auth.users (id) on delete set null,
    role public.user_role not null default 'member',
    name text not null,
    email text not null,
    stage_name text,
    avatar_url text,
    phone text,
    bio text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint profiles_name_not_blank check (name ~ '\S'),
    constraint profiles_email_shape check (email ~ '^[^@\s]+@[^@\s]+\.[^@\s]{2,}$')
);

comment on table public.profiles is 'People. Deleted ones stay, marked by deleted_at: invoices name them';

create unique index profiles_email_key on public.profiles (lower(email));
create index profiles_created_at_id_idx on public.profiles (created_at desc, id desc);

alter table public.profiles enable row level security;

create trigger touch before update on public.profiles
for each row execute function private.touch_updated_at();

-- Who asks, seen from a policy. They run as their owner: a policy on profiles that reads profiles would never end.
create function private.is_admin() returns boolean
language sql
stable
security definer
set search_path = ''
as $$
    select exists (
        select 1
        from public.profiles
        where profiles.user_id = auth.uid() and profiles.role = 'admin' and profiles.deleted_at is null
    )
$$;

create function private.my_profile() returns uuid
language sql
stable
security definer
set search_path = ''
as $$
    select profiles.id from public.profiles where profiles.user_id = auth.uid()
$$;

-- ROLLBACK
-- drop function private.my_profile();
-- drop function private.is_admin();
-- drop table public.profiles;
