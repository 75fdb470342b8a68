-- migrate:up
-- title: Bookings of classes
-- why: who comes to which class, who waits for a place, and who did not come.

create table yoga.bookings (
    id uuid primary key default gen_random_uuid(),
    member_id uuid not null references yoga.members (id) on delete restrict,
    class_schedule_id uuid not null references yoga.class_schedules (id) on delete restrict,
    booking_type text not null default 'regular',
    status text not null default 'confirmed',
    payment_status text not null default 'pending',
    amount_paid numeric(10, 2),
    payment_method text,
    booking_notes text,
    cancelled_at timestamptz,
    cancellation_reason text,
    checked_in_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bookings_type_known check (booking_type in ('regular', 'waitlist', 'drop_in')),
    constraint bookings_status_known check (status in ('confirmed', 'cancelled', 'no_show', 'attended')),
    constraint bookings_payment_status_known check (payment_status in ('pending', 'paid', 'refunded')),
    constraint bookings_amount_not_negative check (amount_paid >= 0),
    constraint bookings_cancelled_has_its_time check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint bookings_attended_has_its_time check (status <> 'attended' or checked_in_at is not null),
    constraint bookings_who_waits_does_not_attend check (
        booking_type <> 'waitlist' or status in ('confirmed', 'cancelled')
    )
);

comment on table yoga.bookings is 'Places in classes. Never deleted';

-- Of the live ones: who cancelled may book again.
create unique index bookings_one_live_key on yoga.bookings (member_id, class_schedule_id)
where status <> 'cancelled';
create index bookings_member_id_status_idx on yoga.bookings (member_id, status);
create index bookings_class_schedule_id_status_idx on yoga.bookings (class_schedule_id, status);
create index bookings_created_at_id_idx on yoga.bookings (created_at desc, id desc);

alter table yoga.bookings enable row level security;

-- Counted anew under the lock of the class: right for every way in which a booking changes. Adding and subtracting, as
-- the description does it, ends at -1 when a cancelled booking is deleted.
create function private.count_bookings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    class uuid;
begin
    for class in
        select distinct touched.id
        from pg_catalog.unnest(array[
            case when tg_op <> 'INSERT' then old.class_schedule_id end,
            case when tg_op <> 'DELETE' then new.class_schedule_id end
        ]) as touched (id)
        where touched.id is not null
        order by touched.id
    loop
        perform 1 from yoga.class_schedules where class_schedules.id = class for update;
        update yoga.class_schedules
        set current_bookings = counted.booked, waitlist_count = counted.waiting
        from (
            select
                pg_catalog.count(*) filter (where bookings.booking_type <> 'waitlist') as booked,
                pg_catalog.count(*) filter (where bookings.booking_type = 'waitlist') as waiting
            from yoga.bookings
            where bookings.class_schedule_id = class and bookings.status <> 'cancelled'
        ) as counted
        where class_schedules.id = class
            and (class_schedules.current_bookings, class_schedules.waitlist_count)
            <> (counted.booked, counted.waiting);
    end loop;
    return null;
end
$$;

create trigger count_bookings after insert or update or delete on yoga.bookings
for each row execute function private.count_bookings();
create trigger touch before update on yoga.bookings
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on yoga.bookings
for each row execute function private.enforce_transition('status');
create trigger zz_payment_status before update of payment_status on yoga.bookings
for each row execute function private.enforce_transition('payment_status');

call private.add_transitions(
    'yoga.bookings', 'status',
    'confirmed>attended|no_show', 'confirmed>cancelled!', 'attended|no_show>confirmed!'
);
call private.add_transitions('yoga.bookings', 'payment_status', 'pending>paid', 'paid>refunded!');

-- VERIFY
-- select count(*) as classes_counted_wrong
-- from yoga.class_schedules
-- where class_schedules.current_bookings <> (
--     select count(*)
--     from yoga.bookings
--     where bookings.class_schedule_id = class_schedules.id
--         and bookings.status <> 'cancelled'
--         and bookings.booking_type <> 'waitlist'
-- );

-- migrate:down
delete from private.state_transition
where table_id = 'yoga.bookings'::regclass;
drop table yoga.bookings;
drop function private.count_bookings();
