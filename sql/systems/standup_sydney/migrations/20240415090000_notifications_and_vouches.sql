-- title: Notifications and vouches
-- why: what the platform tells people, and what people say for each other.

create table public.notifications (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid not null references public.profiles (id) on delete cascade,
    type public.notification_type not null,
    title text not null,
    message text not null,
    action_url text,
    action_label text,
    read_at timestamptz,
    created_at timestamptz not null default now(),
    constraint notifications_action_is_whole check ((action_url is null) = (action_label is null))
);

create table public.vouches (
    id uuid primary key default gen_random_uuid(),
    voucher_id uuid not null references public.profiles (id) on delete cascade,
    comedian_id uuid not null references public.profiles (id) on delete cascade,
    event_id uuid references public.events (id) on delete set null,
    message text not null,
    rating integer,
    created_at timestamptz not null default now(),
    -- Two without an event are two of the same: NULL is not distinct here.
    constraint vouches_once unique nulls not distinct (voucher_id, comedian_id, event_id),
    constraint vouches_not_for_oneself check (voucher_id <> comedian_id),
    constraint vouches_rating_range check (rating between 1 and 5)
);

comment on table public.notifications is 'What the platform told whom';
comment on table public.vouches is 'What people say for a comedian';

create index notifications_profile_id_created_at_idx on public.notifications (profile_id, created_at desc);
create index vouches_comedian_id_idx on public.vouches (comedian_id);
create index vouches_event_id_idx on public.vouches (event_id);

alter table public.notifications enable row level security;
alter table public.vouches enable row level security;

-- ROLLBACK
-- drop table public.vouches;
-- drop table public.notifications;
