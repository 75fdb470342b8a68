-- title: Event bookings with a CMS as the description's tool would make it: people, events, bookings
-- why: a patient. The description is prose for Prisma, and these are its tables: text keys, times without a zone, and
-- those of its rules that such a schema can say. Each mistake has its number in sql/systems/mistakes.toml. Left out:
-- the index of recent uploads, whose predicate reads the clock (mistake 7), and partitions by date, which a primary key
-- of the id alone forbids.

create type user_role as enum ('USER', 'ORGANIZER', 'ADMIN');
create type event_status as enum ('DRAFT', 'PUBLISHED', 'CANCELLED', 'COMPLETED');
create type event_category as enum ('CONCERT', 'CONFERENCE', 'WORKSHOP', 'SPORTS', 'THEATER', 'FESTIVAL', 'OTHER');
create type booking_status as enum ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED');

-- Mistake 25: times without a zone, in all of these tables.
create table users (
    id text primary key,
    email text not null unique,
    password_hash text not null,
    role user_role not null default 'USER',
    email_verified boolean not null default false,
    name text,
    phone text,
    created_at timestamp(3) not null default current_timestamp,
    updated_at timestamp(3) not null
);

create table venues (
    id text primary key,
    slug text not null unique,
    name text not null,
    address text not null,
    city text not null,
    country text not null,
    latitude double precision,
    longitude double precision,
    capacity integer not null,
    amenities text[],
    created_at timestamp(3) not null default current_timestamp,
    updated_at timestamp(3) not null
);

-- Mistake 50: "use Decimal in production". Mistake 29: the end may come before the start. Mistake 51: more seats than
-- there are may be booked, and fewer than none.
create table events (
    id text primary key,
    slug text not null unique,
    title text not null,
    description text not null,
    category event_category not null,
    capacity integer not null,
    booked_count integer not null default 0,
    price double precision not null,
    start_date timestamp(3) not null,
    end_date timestamp(3) not null,
    status event_status not null default 'DRAFT',
    image_url text,
    video_url text,
    venue_id text not null references venues (id) on update cascade on delete restrict,
    author_id text not null references users (id) on update cascade on delete restrict,
    created_at timestamp(3) not null default current_timestamp,
    updated_at timestamp(3) not null
);

-- Mistake 14: a booking is a financial record, and goes with the user.
create table bookings (
    id text primary key,
    user_id text not null references users (id) on update cascade on delete cascade,
    event_id text not null references events (id) on update cascade on delete restrict,
    seats integer not null,
    total_price double precision not null,
    status booking_status not null default 'PENDING',
    payment_ref text,
    booking_date timestamp(3) not null default current_timestamp
);

create table tags (
    id text primary key,
    name text not null unique,
    slug text not null unique
);

-- Mistake 39: of a key of two columns only the first is found by it.
create table event_tags (
    event_id text not null references events (id) on update cascade on delete cascade,
    tag_id text not null references tags (id) on update cascade on delete cascade,
    primary key (event_id, tag_id)
);

-- Mistake 44: "index unique fields".
create index idx_users_email on users (email);
create index idx_events_slug on events (slug);
create index idx_events_venue_id on events (venue_id);
create index idx_events_author_id on events (author_id);
create index idx_events_status_start_date on events (status, start_date);
create index idx_events_author_id_status on events (author_id, status);
create index idx_events_category_start_date on events (category, start_date);
create index idx_bookings_user_id on bookings (user_id);
create index idx_bookings_event_id on bookings (event_id);
create index idx_bookings_status on bookings (status);
create index idx_bookings_booking_date on bookings (booking_date);
