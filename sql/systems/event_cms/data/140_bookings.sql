-- title: Sample bookings
-- why: each event sells until its seats of the sample are gone. One statement, so that a million rows take seconds.

create temporary table demo_booking on commit drop as
with candidate as (
    select
        demo_event.n as event_n,
        j,
        demo_event.sold,
        demo_event.status as event_status,
        md5('booking-' || demo_event.n || '-' || j) as hash
    from demo_event
    cross join lateral generate_series(1, case when sold > 0 then sold * 6 / 10 + 12 else 0 end) as j
),

shaped as (
    select
        *,
        (array[1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 6])[1 + pg_temp.pick(hash, 1, 16)] as seats,
        case
            when event_status = 'CANCELLED' then 'REFUNDED'
            when pg_temp.pick(hash, 3, 100) < 5 then 'CANCELLED'
            when pg_temp.pick(hash, 3, 100) < 7 then 'REFUNDED'
            when pg_temp.pick(hash, 3, 100) < 12 and event_status = 'PUBLISHED' then 'PENDING'
            else 'CONFIRMED'
        end as status
    from candidate
),

counted as (
    -- The seats that were taken before this booking. Cancelled ones take none, but for an event that fell through as a
    -- whole: there they are what it had sold.
    select
        *,
        coalesce(
            sum(case when event_status = 'CANCELLED' or status in ('PENDING', 'CONFIRMED') then seats end) over (
                partition by event_n
                order by j
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as taken
    from shaped
)

select
    event_n,
    j,
    hash,
    -- The last one takes what is left.
    case when status in ('PENDING', 'CONFIRMED') then least(seats, sold - taken)::integer else seats end as seats,
    status::public.booking_status as status,
    row_number() over (order by event_n, j) as n
from counted
where taken < sold;

-- Without it the planner takes both for small, and a million rows meet in a nested loop.
analyze demo_booking;
analyze public.events;

insert into public.bookings (
    id, reference, user_id, event_id, seats, unit_price, total_price, status, payment_ref, expires_at, booking_date,
    cancelled_at, refunded_at, status_reason, updated_at
)
select
    hash::uuid,
    -- An odd factor modulo 2 to the 40th: looks like chance, never gives the same twice.
    'BK-' || upper(lpad(to_hex((n * 679891637) % 1099511627776), 10, '0')),
    user_id,
    event_id,
    seats,
    price,
    seats * price,
    status,
    case
        when price = 0 or status = 'PENDING' then null
        when status = 'CANCELLED' and pg_temp.pick(hash, 9, 2) = 0 then null
        else 'pi_' || substr(md5(hash), 1, 24)
    end,
    -- Half of the pending ones wait for a bank transfer, the others ran out: the sweep has something to do.
    case
        when status = 'PENDING' and pg_temp.pick(hash, 11, 2) = 0
            then pg_temp.midnight() + make_interval(hours => 24 + pg_temp.pick(hash, 13, 48))
        when status = 'PENDING' then booking_date + interval '20 minutes'
    end,
    booking_date,
    case when status in ('CANCELLED', 'REFUNDED') then changed_at end,
    case when status = 'REFUNDED' then changed_at + interval '5 minutes' end,
    case
        when status in ('CANCELLED', 'REFUNDED') and is_off then 'event cancelled'
        when status = 'CANCELLED'
            then pg_temp.word(hash, 15, array['customer asked', 'not paid in time', 'booked twice', 'wrong date'])
        when status = 'REFUNDED'
            then pg_temp.word(hash, 15, array['illness', 'chargeback', 'customer asked', 'seat view blocked'])
    end,
    case
        when status = 'REFUNDED' then changed_at + interval '5 minutes'
        when status = 'CANCELLED' then changed_at
        when status = 'CONFIRMED' then booking_date + interval '90 seconds'
        else booking_date
    end
from (
    select
        dated.*,
        dated.booking_date
        + make_interval(secs => (
            extract(epoch from dated.latest - dated.booking_date)::bigint
            * pg_temp.pick(dated.hash, 17, 1000) / 1000
        )::double precision) as changed_at
    from (
        select
            demo_booking.n,
            demo_booking.hash,
            demo_booking.seats,
            case
                when demo_booking.status = 'REFUNDED' and events.price = 0 then 'CANCELLED'
                else demo_booking.status
            end as status,
            events.id as event_id,
            events.price,
            events.status = 'CANCELLED' as is_off,
            span.latest,
            -- A few people book often. New users (every tenth) have not booked yet.
            md5('user-' || buyer.n - case when buyer.n % 10 = 9 then 1 else 0 end)::uuid as user_id,
            case
                when demo_booking.status = 'PENDING'
                    then span.latest - make_interval(mins => 10 + pg_temp.pick(demo_booking.hash, 19, 3000))
                else
                    span.earliest
                    + make_interval(secs => (
                        extract(epoch from span.latest - span.earliest)::bigint
                        * pg_temp.pick(demo_booking.hash, 19, 100000) / 100000
                    )::double precision)
            end as booking_date
        from demo_booking
        inner join public.events on events.id = md5('event-' || demo_booking.event_n)::uuid
        cross join
            lateral (
                select
                    events.created_at as earliest,
                    least(pg_temp.midnight(), events.start_date - interval '2 hours') as latest
            ) as span
        cross join lateral (
            select
                1 + (
                    pg_temp.pick(demo_booking.hash, 21, 400 * pg_temp.scale())::bigint
                    * (30 + pg_temp.pick(demo_booking.hash, 25, 71)) / 100
                )::integer as n
        ) as buyer
    ) as dated
) as booking
order by booking.booking_date, booking.n;

update public.events
set booked_count = taken.seats
from (
    select
        event_id,
        sum(seats)::integer as seats
    from public.bookings
    where status in ('PENDING', 'CONFIRMED')
    group by event_id
) as taken
where events.id = taken.event_id;
