-- title: What each role adds to a profile
-- why: a comedian has a rate, an agency a commission. One table a role, one row a person.

create table public.comedian_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid not null unique references public.profiles (id) on delete cascade,
    experience_level public.experience_level not null default 'beginner',
    specializations text[] not null default '{}',
    video_samples jsonb not null default '{}',
    achievements text[] not null default '{}',
    portfolio_url text,
    rate_per_show numeric(10, 2),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint comedian_profiles_portfolio_is_a_url check (portfolio_url ~ '^https?://'),
    constraint comedian_profiles_rate_not_negative check (rate_per_show >= 0)
);

create table public.promoter_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid not null unique references public.profiles (id) on delete cascade,
    company_name text not null,
    venue_affiliations text[] not null default '{}',
    booking_policy text,
    contact_preferences jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.agency_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid not null unique references public.profiles (id) on delete cascade,
    agency_name text not null,
    specializations text[] not null default '{}',
    commission_rate numeric(5, 2) not null default 15,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint agency_profiles_commission_range check (commission_rate between 0 and 50)
);

-- The description keeps an array of ids here. An array has no foreign key: it would name people who are gone.
create table public.agency_comedians (
    agency_id uuid not null references public.agency_profiles (id) on delete cascade,
    comedian_id uuid not null references public.profiles (id) on delete cascade,
    since date not null default current_date,
    primary key (agency_id, comedian_id)
);

create index agency_comedians_comedian_id_idx on public.agency_comedians (comedian_id);

create table public.photographer_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid not null unique references public.profiles (id) on delete cascade,
    portfolio_url text,
    specializations text[] not null default '{}',
    equipment_list text,
    rate_per_hour numeric(10, 2),
    availability jsonb not null default '{}',
    instagram_handle text,
    website_url text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint photographer_profiles_portfolio_is_a_url check (portfolio_url ~ '^https?://'),
    constraint photographer_profiles_website_is_a_url check (website_url ~ '^https?://'),
    constraint photographer_profiles_rate_not_negative check (rate_per_hour >= 0),
    constraint photographer_profiles_instagram_shape check (instagram_handle ~ '^@?[a-zA-Z0-9_.]+$')
);

comment on table public.comedian_profiles is 'What a comedian adds to a profile';
comment on table public.promoter_profiles is 'What a promoter adds to a profile';
comment on table public.agency_profiles is 'What an agency adds to a profile';
comment on table public.agency_comedians is 'Whom an agency represents';
comment on table public.photographer_profiles is 'What a photographer adds to a profile';

alter table public.comedian_profiles enable row level security;
alter table public.promoter_profiles enable row level security;
alter table public.agency_profiles enable row level security;
alter table public.agency_comedians enable row level security;
alter table public.photographer_profiles enable row level security;

create trigger touch before update on public.comedian_profiles
for each row execute function private.touch_updated_at();
create trigger touch before update on public.promoter_profiles
for each row execute function private.touch_updated_at();
create trigger touch before update on public.agency_profiles
for each row execute function private.touch_updated_at();
create trigger touch before update on public.photographer_profiles
for each row execute function private.touch_updated_at();

-- ROLLBACK
-- drop table public.photographer_profiles;
-- drop table public.agency_comedians;
-- drop table public.agency_profiles;
-- drop table public.promoter_profiles;
-- drop table public.comedian_profiles;
