-- title: Bookings
-- why: seats that somebody holds or has paid for. A financial record: never deleted.

create table public.bookings (
    id uuid primary key default gen_random_uuid(),
    -- What a customer reads out on the phone. The description has no such thing; a uuid cannot be read out.
    reference text not null default 'BK-' || upper(right(gen_random_uuid()::text, 10)),
    user_id uuid not null references public.users (id) on delete restrict,
    event_id uuid not null references public.events (id) on delete restrict,
    seats integer not null,
    -- The price on the day of the booking. With the total alone, nobody could check the sum after a price change.
    unit_price numeric(10, 2) not null,
    total_price numeric(10, 2) not null,
    status public.booking_status not null default 'PENDING',
    payment_ref text,
    expires_at timestamptz,
    booking_date timestamptz not null default now(),
    cancelled_at timestamptz,
    refunded_at timestamptz,
    status_reason text,
    updated_at timestamptz not null default now(),
    constraint bookings_reference_shape check (reference ~ '^BK-[0-9A-F]{10}$'),
    constraint bookings_seats_positive check (seats > 0),
    constraint bookings_unit_price_not_negative check (unit_price >= 0),
    constraint bookings_total_is_seats_times_price check (total_price = seats * unit_price),
    -- A state and its time belong together.
    constraint bookings_pending_expires check (status <> 'PENDING' or expires_at is not null),
    constraint bookings_cancelled_at_known check (status <> 'CANCELLED' or cancelled_at is not null),
    constraint bookings_refunded_at_known check (status <> 'REFUNDED' or refunded_at is not null)
);

comment on table public.bookings is 'Seats held or paid for. Never deleted: a financial record';
comment on column public.bookings.expires_at is 'When a PENDING booking gives its seats back';
comment on column public.bookings.payment_ref is 'What the payment processor calls it';

-- The seats of an event are counted where they change. The update locks the event, so two buyers of the last seat wait
-- for each other, and the second one fails on events_booked_within_capacity.
create function private.count_seats() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    change integer := 0;
begin
    if tg_op = 'UPDATE' and new.event_id <> old.event_id then
        raise exception 'a booking cannot move to another event' using errcode = 'check_violation';
    end if;
    if tg_op in ('UPDATE', 'DELETE') and old.status in ('PENDING', 'CONFIRMED') then
        change := change - old.seats;
    end if;
    if tg_op in ('INSERT', 'UPDATE') and new.status in ('PENDING', 'CONFIRMED') then
        change := change + new.seats;
    end if;
    if change <> 0 then
        update public.events
        set booked_count = events.booked_count + change
        where events.id = coalesce(new.event_id, old.event_id);
    end if;
    return null;
end
$$;

create function private.keep_bookings() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if old.booking_date > pg_catalog.now() - interval '7 years' then
        raise exception 'bookings are kept for seven years: cancel or refund it instead'
            using errcode = 'restrict_violation';
    end if;
    return old;
end
$$;

-- The one way in for customers: lock the event, take the price of this moment, hold the seats for a while.
create function public.book_seats(event_id uuid, seats integer) returns public.bookings
language plpgsql
security definer
set search_path = ''
as $$
declare
    chosen public.events;
    booked public.bookings;
    hold integer := coalesce(private.setting_number('booking_timeout_minutes'), 20);
    most integer := coalesce(private.setting_number('max_seats_per_booking'), 10);
begin
    select * into chosen from public.events where events.id = book_seats.event_id for update;
    if chosen.id is null or chosen.status <> 'PUBLISHED' or chosen.start_date < pg_catalog.now() then
        raise exception 'this event cannot be booked' using errcode = 'check_violation';
    end if;
    if book_seats.seats > most then
        raise exception 'at most % seats a booking', most using errcode = 'check_violation';
    end if;
    insert into public.bookings (user_id, event_id, seats, unit_price, total_price, expires_at)
    values (
        auth.uid(),
        chosen.id,
        book_seats.seats,
        chosen.price,
        book_seats.seats * chosen.price,
        pg_catalog.now() + pg_catalog.make_interval(mins => hold)
    )
    returning * into booked;
    return booked;
end
$$;

revoke execute on function public.book_seats(uuid, integer) from public, anon;
grant execute on function public.book_seats(uuid, integer) to authenticated, service_role;

-- "Pending bookings should expire": run by a scheduler. Returns how many gave their seats back.
create function private.expire_pending_bookings() returns integer
language sql
set search_path = ''
as $$
    with expired as (
        update public.bookings
        set status = 'CANCELLED', cancelled_at = pg_catalog.now(), status_reason = 'not paid in time'
        where bookings.status = 'PENDING' and bookings.expires_at < pg_catalog.now()
        returning 1
    )
    select pg_catalog.count(*)::integer from expired
$$;

call private.add_transitions(
    'public.bookings', 'status', 'PENDING>CONFIRMED', 'PENDING|CONFIRMED>CANCELLED!', 'CONFIRMED|CANCELLED>REFUNDED!'
);

-- VERIFY
-- select count(*) as events_counted_wrong
-- from public.events
-- where events.booked_count <> (
--     select coalesce(sum(bookings.seats), 0)
--     from public.bookings
--     where bookings.event_id = events.id and bookings.status in ('PENDING', 'CONFIRMED')
-- );

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.bookings'::regclass;
-- drop function private.expire_pending_bookings();
-- drop function public.book_seats(uuid, integer);
-- drop function private.keep_bookings();
-- drop function private.count_seats();
-- drop table public.bookings;
