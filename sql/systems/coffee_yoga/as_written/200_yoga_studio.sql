-- title: The yoga studio as its description writes it
-- why: a patient, see the coffee shop.

create table instructors (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users (id) unique,
    first_name text not null,
    last_name text not null,
    email text unique not null,
    phone text,
    bio text,
    certifications text[],
    specialties text[],
    experience_years integer,
    hourly_rate decimal(10, 2),
    profile_image_url text,
    is_available boolean default true,
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

create table class_types (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    duration integer not null,
    difficulty_level text check (difficulty_level in ('beginner', 'intermediate', 'advanced', 'all_levels')),
    max_participants integer not null,
    price decimal(10, 2) not null,
    equipment_needed text[],
    prerequisites text[],
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

-- Mistake 29: a class may end before it begins.
create table class_schedules (
    id uuid primary key default gen_random_uuid(),
    class_type_id uuid references class_types (id) not null,
    instructor_id uuid references instructors (id) not null,
    room_name text,
    scheduled_date date not null,
    start_time time not null,
    end_time time not null,
    max_participants integer not null,
    current_bookings integer default 0,
    waitlist_count integer default 0,
    status text check (status in ('scheduled', 'cancelled', 'completed')) default 'scheduled',
    substitute_instructor_id uuid references instructors (id),
    special_notes text,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

create table members (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users (id) unique,
    first_name text not null,
    last_name text not null,
    email text unique not null,
    phone text,
    date_of_birth date,
    emergency_contact_name text,
    emergency_contact_phone text,
    medical_conditions text,
    experience_level text check (experience_level in ('beginner', 'intermediate', 'advanced')),
    membership_type text,
    membership_status text check (membership_status in ('active', 'suspended', 'cancelled')) default 'active',
    membership_start_date date,
    membership_end_date date,
    classes_remaining integer default 0,
    total_classes_attended integer default 0,
    preferences jsonb,
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

-- Mistake 28: who has cancelled can never book that class again. Mistake 29: cancelled without a time is taken.
create table bookings (
    id uuid primary key default gen_random_uuid(),
    member_id uuid references members (id) not null,
    class_schedule_id uuid references class_schedules (id) not null,
    booking_type text check (booking_type in ('regular', 'waitlist', 'drop_in')) default 'regular',
    status text check (status in ('confirmed', 'cancelled', 'no_show', 'attended')) default 'confirmed',
    payment_status text check (payment_status in ('pending', 'paid', 'refunded')) default 'pending',
    amount_paid decimal(10, 2),
    payment_method text,
    booking_notes text,
    cancelled_at timestamp with time zone,
    cancellation_reason text,
    checked_in_at timestamp with time zone,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    unique (member_id, class_schedule_id)
);

create table membership_packages (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    price decimal(10, 2) not null,
    billing_cycle text check (billing_cycle in ('monthly', 'quarterly', 'annually', 'one_time')),
    classes_included integer,
    validity_days integer,
    can_freeze boolean default false,
    max_freeze_days integer default 0,
    auto_renew boolean default false,
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

-- Mistake 27: the waiting list counts as booked, whoever cancels and is then deleted is taken away twice, and a booking
-- that moves to another class is not counted at all.
create function update_class_booking_count() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        update class_schedules set current_bookings = current_bookings + 1 where id = new.class_schedule_id;
        return new;
    elsif tg_op = 'DELETE' then
        update class_schedules set current_bookings = current_bookings - 1 where id = old.class_schedule_id;
        return old;
    elsif tg_op = 'UPDATE' then
        if old.status = 'confirmed' and new.status = 'cancelled' then
            update class_schedules set current_bookings = current_bookings - 1 where id = new.class_schedule_id;
        elsif old.status = 'cancelled' and new.status = 'confirmed' then
            update class_schedules set current_bookings = current_bookings + 1 where id = new.class_schedule_id;
        end if;
        return new;
    end if;
    return null;
end
$$;

create trigger booking_count_trigger after insert or update or delete on bookings
for each row execute function update_class_booking_count();

-- Mistake 6: a class that is over cannot be completed, and none of its bookings can be cancelled.
alter table class_schedules add constraint check_schedule_future_date check (scheduled_date >= current_date);
alter table class_schedules add constraint check_booking_capacity check (current_bookings <= max_participants);
