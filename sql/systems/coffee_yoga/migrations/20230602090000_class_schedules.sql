-- migrate:up
-- title: The timetable
-- why: which class is when, where, with whom, and how full it is.

create table yoga.class_schedules (
    id uuid primary key default gen_random_uuid(),
    class_type_id uuid not null references yoga.class_types (id) on delete restrict,
    instructor_id uuid not null references yoga.instructors (id) on delete restrict,
    room_name text,
    scheduled_date date not null,
    start_time time not null,
    end_time time not null,
    max_participants integer not null,
    current_bookings integer not null default 0,
    waitlist_count integer not null default 0,
    status text not null default 'scheduled',
    substitute_instructor_id uuid references yoga.instructors (id) on delete set null,
    special_notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint class_schedules_end_after_start check (end_time > start_time),
    constraint class_schedules_participants_positive check (max_participants > 0),
    constraint class_schedules_booked_within_capacity check (current_bookings between 0 and max_participants),
    constraint class_schedules_waitlist_not_negative check (waitlist_count >= 0),
    constraint class_schedules_status_known check (status in ('scheduled', 'cancelled', 'completed')),
    constraint class_schedules_substitute_is_another check (substitute_instructor_id <> instructor_id)
);

comment on table yoga.class_schedules is 'The timetable, in the time of the studio';
comment on column yoga.class_schedules.current_bookings is 'Kept by a trigger on bookings';

-- No CURRENT_DATE in the condition of an index: it would be true on one day only.
create index class_schedules_scheduled_date_status_idx on yoga.class_schedules (scheduled_date, status);
create index class_schedules_instructor_id_idx on yoga.class_schedules (instructor_id, scheduled_date);
create index class_schedules_class_type_id_idx on yoga.class_schedules (class_type_id);
create index class_schedules_substitute_idx on yoga.class_schedules (substitute_instructor_id);

alter table yoga.class_schedules enable row level security;

-- "Not in the past" is a rule about planning. As CHECK (scheduled_date >= CURRENT_DATE) no class is ever completed.
create function private.check_class_date() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.scheduled_date < current_date and (tg_op = 'INSERT' or new.scheduled_date <> old.scheduled_date) then
        raise exception 'a class cannot be planned for the past' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger check_date before insert or update of scheduled_date on yoga.class_schedules
for each row execute function private.check_class_date();
create trigger touch before update on yoga.class_schedules
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on yoga.class_schedules
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'yoga.class_schedules', 'status', 'scheduled>completed', 'scheduled>cancelled!'
);

-- One class a room and time. Needs btree_gist, which a server without contrib does not have.
do $$
begin
    if exists (select 1 from pg_catalog.pg_available_extensions where name = 'btree_gist') then
        create extension if not exists btree_gist;
        alter table yoga.class_schedules
        add constraint class_schedules_one_class_a_room exclude using gist (
            room_name with =, tsrange(scheduled_date + start_time, scheduled_date + end_time) with &&
        ) where (status <> 'cancelled' and room_name is not null);
    end if;
end
$$;

-- migrate:down
delete from private.state_transition
where table_id = 'yoga.class_schedules'::regclass;
drop table yoga.class_schedules;
drop function private.check_class_date();
drop extension if exists btree_gist;
