-- title: Venues, events and tags
-- why: where it happens, what happens, and how people find it.

create table public.venues (
    id uuid primary key default gen_random_uuid(),
    slug public.slug not null unique,
    name text not null,
    address text not null,
    city text not null,
    country text not null,
    -- Times are stored in UTC, but "tonight at eight" is a matter of where the door is.
    timezone text not null default 'Australia/Sydney',
    latitude numeric(9, 6),
    longitude numeric(9, 6),
    capacity integer not null,
    amenities text[] not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint venues_capacity_positive check (capacity > 0),
    constraint venues_latitude_range check (latitude between -90 and 90),
    constraint venues_longitude_range check (longitude between -180 and 180),
    -- Coordinates are optional, but half of a point is a mistake.
    constraint venues_point_is_whole check ((latitude is null) = (longitude is null))
);

comment on table public.venues is 'Places. The capacity is the most that any event there may sell';

create table public.events (
    id uuid primary key default gen_random_uuid(),
    slug public.slug not null unique,
    title text not null,
    description text not null default '',
    category public.event_category not null default 'OTHER',
    capacity integer not null,
    booked_count integer not null default 0,
    -- Money is numeric, never a float. Zero is allowed: some events are free.
    price numeric(10, 2) not null,
    start_date timestamptz not null,
    end_date timestamptz not null,
    status public.event_status not null default 'DRAFT',
    image_url text,
    video_url text,
    venue_id uuid not null references public.venues (id) on delete restrict,
    author_id uuid not null references public.users (id) on delete restrict,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint events_title_not_blank check (title ~ '\S'),
    constraint events_capacity_positive check (capacity > 0),
    constraint events_price_not_negative check (price >= 0),
    constraint events_end_after_start check (end_date > start_date),
    -- With the row lock that every booking takes, this makes overbooking impossible.
    constraint events_booked_within_capacity check (booked_count between 0 and capacity)
);

comment on table public.events is 'What is on. Only PUBLISHED events are seen by the public';
comment on column public.events.booked_count is 'Seats of PENDING and CONFIRMED bookings, kept by a trigger';

create table public.tags (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    slug public.slug not null unique
);

comment on table public.tags is 'Words that several events share';

create table public.event_tags (
    event_id uuid not null references public.events (id) on delete cascade,
    -- The description leaves it open: a tag that is in use is not deleted by accident.
    tag_id uuid not null references public.tags (id) on delete restrict,
    primary key (event_id, tag_id)
);

comment on table public.event_tags is 'Which event carries which tag';

-- A CHECK cannot look at another table, so a trigger compares with the venue.
create function private.check_venue_capacity() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    most integer := (select venues.capacity from public.venues where venues.id = new.venue_id);
begin
    if new.capacity > most then
        raise exception 'the event has % seats, its venue only %', new.capacity, most
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- The other side of the same rule: a venue does not shrink below what is already on sale there.
create function private.check_events_of_venue() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if exists (
        select 1
        from public.events
        where
            events.venue_id = new.id
            and events.status in ('DRAFT', 'PUBLISHED')
            and events.capacity > new.capacity
    ) then
        raise exception 'an event at % has more seats than %', new.name, new.capacity
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

call private.add_transitions(
    'public.events', 'status', 'DRAFT>PUBLISHED|CANCELLED', 'PUBLISHED>COMPLETED|DRAFT', 'PUBLISHED>CANCELLED!'
);

-- VERIFY
-- select count(*) as events_larger_than_their_venue
-- from public.events
-- inner join public.venues on venues.id = events.venue_id
-- where events.capacity > venues.capacity;

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.events'::regclass;
-- drop function private.check_events_of_venue();
-- drop function private.check_venue_capacity();
-- drop table public.event_tags;
-- drop table public.tags;
-- drop table public.events;
-- drop table public.venues;
