-- title: The migration and the policies that the description gives as patterns
-- why: as written, each policy on the table that the text names; `table_name` is the table of profiles.

-- The names of the policies are the description's.
-- noqa: disable=RF05

-- Mistake 43: the caller's search path. The description uses this function and does not give it: this is the usual one.
create function update_updated_at_column() returns trigger
language plpgsql
as $$
begin
    new.updated_at = now();
    return new;
end
$$;

-- Mistake 38, left out: a new value of an enum cannot be used in the transaction that adds it.
create table if not exists photographer_profiles (
    id uuid default gen_random_uuid() primary key,
    profile_id uuid references profiles (id) on delete cascade,
    portfolio_url text,
    specializations text[] default '{}',
    equipment_list text,
    rate_per_hour decimal(10, 2),
    availability jsonb default '{}',
    instagram_handle text,
    website_url text,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint photographer_profiles_profile_id_key unique (profile_id),
    constraint valid_portfolio_url check (portfolio_url ~ '^https?://.*'),
    constraint valid_website_url check (website_url ~ '^https?://.*'),
    constraint valid_instagram check (instagram_handle ~ '^@?[a-zA-Z0-9_.]+$'),
    constraint valid_rate check (rate_per_hour >= 0)
);

-- Mistake 44: the unique constraint has this index already.
create index if not exists idx_photographer_profiles_profile_id on photographer_profiles (profile_id);
create index if not exists idx_photographer_profiles_specializations
on photographer_profiles using gin (specializations);
create index if not exists idx_photographer_profiles_rate
on photographer_profiles (rate_per_hour) where rate_per_hour is not null;

alter table photographer_profiles enable row level security;

-- Mistake 41: the user is asked for again for every row, in all of them. Mistake 42: several for the same command.
create policy "Photographers can manage own profile" on photographer_profiles for all
using (auth.uid() = (
    select user_id from profiles
    where id = photographer_profiles.profile_id
));
create policy "Public can view photographer profiles" on photographer_profiles for select using (true);
create policy "Admins can manage all photographer profiles" on photographer_profiles for all
using (exists (
    select 1 from profiles
    where user_id = auth.uid() and role = 'admin'
));

create trigger update_photographer_profiles_updated_at before update on photographer_profiles
for each row execute function update_updated_at_column();

grant all on photographer_profiles to authenticated;
grant select on photographer_profiles to anon;

-- "Row Level Security (RLS) enabled on all tables". Mistake 45: it gives policies for these alone.
alter table profiles enable row level security;
alter table events enable row level security;
alter table applications enable row level security;

-- Mistake 19: to know who is an admin the policy reads the table that it protects. Whoever asks gets an error.
create policy "Admins access all data" on profiles for all
using (exists (
    select 1 from profiles as p
    where p.user_id = auth.uid() and p.role = 'admin'
));
create policy "Users access own data" on profiles for all using (auth.uid() = user_id);
create policy "Promoters manage own events" on events for all
using (promoter_id = (
    select id from profiles
    where user_id = auth.uid() and role = 'promoter'
));
create policy "Event participants access" on applications for select using (
    comedian_id = (
        select id from profiles
        where user_id = auth.uid()
    )
    or exists (
        select 1
        from events as e
        inner join profiles as p on e.promoter_id = p.id
        where e.id = applications.event_id and p.user_id = auth.uid()
    )
);

-- Mistake 39: 13 of 23 foreign keys have no index. Left out: CONCURRENTLY, which a migration in a transaction refuses.
create index idx_applications_event_status
on applications (event_id, status) where status in ('pending', 'under_review');
create index idx_events_date_status on events (date, status) where status not in ('cancelled', 'completed');
create index idx_profiles_name_search
on profiles using gin (to_tsvector('english', name || ' ' || coalesce(stage_name, '')));
create index idx_comedian_specializations on comedian_profiles using gin (specializations);
