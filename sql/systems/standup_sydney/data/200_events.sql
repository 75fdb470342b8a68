-- title: Sample events, applications and line-ups
-- why: nights from seven months ago to three months ahead, tonight among them, each in the state of its date.

create temporary table demo_event on commit drop as
select
    n,
    md5('event-' || n)::uuid as id,
    md5('event-' || n) as hash,
    -- Every seventieth is tonight.
    case when n % 70 = 1 then 0 else -200 + (n * 37 + pg_temp.pick(md5('event-' || n), 1, 9)) % 290 end as days,
    4 + pg_temp.pick(md5('event-' || n), 20, 10) as promoter_n
from generate_series(1, 80 * pg_temp.scale()) as n;

alter table demo_event add column status text;
update demo_event
set
    status = case
        when days < 0 and n % 12 <> 5 then 'completed'
        when n % 12 = 5 and days <> 0 then 'cancelled'
        when days <= 10 then 'lineup_confirmed'
        when days <= 20 then 'applications_closed'
        when days <= 50 then 'applications_open'
        when days <= 65 then 'published'
        else 'draft'
    end;

insert into public.events (
    id, name, description, date, venue, address, capacity, promoter_id, status, ticket_price, door_split_percentage,
    created_at, updated_at
)
select
    id,
    case n % 80
        when 7 then '"Quotes" & ''Apostrophes'': a night of punctuation'
        when 8 then 'Late 🌶️ Show [/]'
        when 9 then 'ليلة الضحك'
        else
            pg_temp.word(hash, 2, array['Monday', 'Raw', 'Harbour', 'Foundry', 'Late', 'Try-out', 'Big', 'Secret'])
            || ' ' || pg_temp.word(hash, 4, array['Comedy Night', 'Showcase', 'Gala', 'Five-minute Club', 'Line-up'])
            || ' #' || n
    end,
    case
        when n % 80 = 10 then repeat('A very long description. ', 400)
        else E'Doors an hour before.\nNo heckling; the comedians have the microphone.'
    end,
    pg_temp.midnight() + make_interval(days => days, hours => 9 + n % 3),
    pg_temp.word(hash, 6, array['The Foundry', 'Harbour Cellar', 'Wharf Nine', 'The Laundry', 'Café O’Clock']),
    (1 + n % 190) || ' King Street, Newtown NSW 2042',
    40 + 10 * pg_temp.pick(hash, 8, 17),
    md5('profile-' || promoter_n)::uuid,
    status::public.event_status,
    case when n % 9 = 0 then 0 else 10 + 5 * pg_temp.pick(hash, 10, 6) end,
    case when n % 4 = 0 then 60 + 5 * (n % 5) end,
    pg_temp.midnight() + make_interval(days => days - 90),
    pg_temp.midnight() + make_interval(days => least(days, 0) - 1)
from demo_event
order by n;

create temporary table demo_application on commit drop as
select distinct on (event_n, comedian_n) *
from (
    select
        demo_event.n as event_n,
        demo_event.days,
        demo_event.status as event_status,
        j,
        29 + pg_temp.pick(md5('application-' || demo_event.n || '-' || j), 1, 100) as comedian_n,
        md5('application-' || demo_event.n || '-' || j) as hash
    from demo_event
    cross join generate_series(1, 12) as j
    where demo_event.status not in ('draft', 'published')
) as wanted
order by event_n, comedian_n, j;

alter table demo_application add column status text;
update demo_application
set
    status = case
        when j <= 6 and event_status in ('completed', 'lineup_confirmed', 'cancelled') then 'approved'
        when j = 12 then 'withdrawn'
        when event_status = 'applications_open' and pg_temp.pick(hash, 9, 3) > 0 then 'pending'
        when event_status in ('applications_open', 'applications_closed') then 'under_review'
        else 'rejected'
    end;

insert into public.applications (
    id, event_id, comedian_id, status, set_length, description, applied_at, approved_at, rejected_at, withdrawn_at
)
select
    md5('application-' || event_n || '-' || comedian_n)::uuid,
    md5('event-' || event_n)::uuid,
    md5('profile-' || comedian_n)::uuid,
    status::public.application_status,
    (array[5, 5, 7, 10, 10, 15, 20, 60])[1 + pg_temp.pick(hash, 4, 8)],
    case when j % 3 = 0 then 'I have a new ten minutes about ferries; "clean", mostly.' end,
    applied_at,
    case when status = 'approved' then applied_at + interval '3 days' end,
    case when status = 'rejected' then applied_at + interval '4 days' end,
    case when status = 'withdrawn' then applied_at + interval '2 days' end
from demo_application
cross join
    lateral (
        select
            least(pg_temp.midnight() - interval '6 hours', pg_temp.midnight() + make_interval(days => days - 30))
            - make_interval(days => 5, mins => pg_temp.pick(hash, 12, 5000)) as applied_at
    ) as moment
order by event_n, comedian_n;

create temporary table demo_spot on commit drop as
select
    event_n,
    comedian_n,
    days,
    event_status,
    hash,
    row_number() over (partition by event_n order by j) as place,
    count(*) over (partition by event_n) as places
from demo_application
where status = 'approved';

alter table demo_spot add column fee numeric(8, 2);
update demo_spot set fee = case when place = places then 300 else 40 + 20 * pg_temp.pick(hash, 6, 6) end;

insert into public.spot_assignments (
    id, event_id, comedian_id, spot_order, spot_type, confirmed, payment_amount, created_at, updated_at
)
select
    md5('spot-' || event_n || '-' || place)::uuid,
    md5('event-' || event_n)::uuid,
    md5('profile-' || comedian_n)::uuid,
    place,
    (case
        when place = places then 'headliner'
        when place = 1 then 'opener'
        when place = places - 1 then 'feature'
        when pg_temp.pick(hash, 3, 9) = 0 then 'guest'
        else 'middle'
    end)::public.spot_type,
    event_status = 'completed' or (event_status = 'lineup_confirmed' and place <= 3),
    fee,
    pg_temp.midnight() + make_interval(days => least(days, 8) - 14),
    pg_temp.midnight() + make_interval(days => least(days, 8) - 12)
from demo_spot
order by event_n, place;

-- Awaited, declined and with the deadline passed: one of each on every night that is still to come.
insert into public.spot_confirmations (id, assignment_id, confirmation_deadline, confirmed_at, declined_at, notes)
select
    md5('confirmation-' || event_n || '-' || place)::uuid,
    md5('spot-' || event_n || '-' || place)::uuid,
    pg_temp.midnight() + make_interval(days => case when place = 5 then least(days, 0) - 2 else days - 1 end),
    case
        when event_status = 'completed' or (event_status = 'lineup_confirmed' and place <= 3)
            then pg_temp.midnight() + make_interval(days => least(days, 8) - 12)
    end,
    case
        when event_status = 'lineup_confirmed' and place = 4
            then pg_temp.midnight() + make_interval(days => least(days, 8) - 11)
    end,
    case when place = 4 then 'Cannot make it: "double booked", sorry 😬' end
from demo_spot
order by event_n, place;
