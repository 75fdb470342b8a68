-- migrate:up
-- title: Instructors and kinds of classes
-- why: who teaches, and what.

create table yoga.instructors (
    id uuid primary key default gen_random_uuid(),
    account_id uuid unique references public.accounts (id) on delete set null,
    first_name text not null,
    last_name text not null,
    email text not null unique,
    phone text,
    bio text,
    certifications text[] not null default '{}',
    specialties text[] not null default '{}',
    experience_years integer,
    hourly_rate numeric(10, 2),
    profile_image_url text,
    is_available boolean not null default true,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table yoga.class_types (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    duration integer not null,
    difficulty_level text,
    max_participants integer not null,
    price numeric(10, 2) not null,
    equipment_needed text[] not null default '{}',
    prerequisites text[] not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint class_types_duration_positive check (duration > 0),
    constraint class_types_participants_positive check (max_participants > 0),
    constraint class_types_price_not_negative check (price >= 0),
    constraint class_types_difficulty_known check (
        difficulty_level in ('beginner', 'intermediate', 'advanced', 'all_levels')
    )
);

comment on table yoga.instructors is 'Who teaches';
comment on table yoga.class_types is 'What is taught. Duration is in minutes';

alter table yoga.instructors enable row level security;
alter table yoga.class_types enable row level security;

create trigger touch before update on yoga.instructors
for each row execute function private.touch_updated_at();
create trigger touch before update on yoga.class_types
for each row execute function private.touch_updated_at();

-- migrate:down
drop table yoga.class_types;
drop table yoga.instructors;
