-- title: Sample timetable and bookings
-- why: four classes a day for six weeks back and three ahead: full ones with people who wait, and no-shows.

create temporary table demo_type on commit drop as
select
    kind.*,
    md5('type-' || kind.place)::uuid as id
from (
    values
    (1, 'Morning Vinyasa', 60, 'all_levels', 12, 22.00, time '06:30'),
    (2, 'Lunch "Express"', 45, 'intermediate', 8, 18.00, time '12:15'),
    (3, 'Yin & Tea 🍵', 75, 'beginner', 10, 24.00, time '17:30'),
    (4, 'Ashtanga [led]', 90, 'advanced', 6, 26.00, time '19:15')
) as kind (place, name, minutes, level, most, price, starts);

insert into yoga.class_types (
    id, name, description, duration, difficulty_level, max_participants, price, equipment_needed, created_at, updated_at
)
select
    id,
    name,
    'Bring a towel. Mats are here.',
    minutes,
    level,
    most,
    price,
    array['mat', 'two blocks'],
    pg_temp.midnight() - interval '700 days',
    pg_temp.midnight() - interval '70 days'
from demo_type
order by place;

create temporary table demo_class on commit drop as
select
    day,
    demo_type.id,
    demo_type.place,
    demo_type.minutes,
    demo_type.most,
    demo_type.price,
    demo_type.starts,
    md5('class-' || day || '-' || demo_type.place) as hash,
    md5('class-' || day || '-' || demo_type.place)::uuid as class_id,
    case
        when (day + 100) % 17 = 4 and demo_type.place = 2 then 'cancelled'
        when day < 0 then 'completed'
        else 'scheduled'
    end as status
from generate_series(-42, 21) as day
cross join demo_type;

create temporary table demo_place on commit drop as
with wanted as (
    select distinct on (demo_class.class_id, member_n)
        demo_class.class_id,
        demo_class.hash,
        demo_class.day,
        demo_class.status,
        demo_class.most,
        demo_class.price,
        demo_class.starts,
        j,
        150 * pg_temp.scale() + 1 + pg_temp.pick(md5(demo_class.hash || j), 1, 150 * pg_temp.scale()) as member_n
    from demo_class
    cross join generate_series(1, 13) as j
    where demo_class.day < 14 and j <= 5 + pg_temp.pick(demo_class.hash, 7, 9)
    order by demo_class.class_id, member_n, j
),

decided as (
    select
        *,
        status = 'cancelled' or pg_temp.pick(md5(hash || j), 9, 12) = 0 as called_off
    from wanted
)

select
    *,
    row_number() over (partition by class_id, called_off order by j) as queue
from decided;

insert into yoga.class_schedules (
    id, class_type_id, instructor_id, room_name, scheduled_date, start_time, end_time, max_participants,
    current_bookings, waitlist_count, status, substitute_instructor_id, special_notes, created_at, updated_at
)
select
    demo_class.class_id,
    id,
    md5('instructor-' || 1 + (day + 100) % 6)::uuid,
    case when place = 4 then 'Attic' else 'Big room' end,
    pg_temp.today() + day,
    starts,
    starts + make_interval(mins => minutes),
    most,
    least(coalesce(taken.people, 0), most),
    greatest(coalesce(taken.people, 0) - most, 0),
    status,
    case when (day + 100) % 13 = 0 then md5('instructor-' || 1 + (day + 101) % 6)::uuid end,
    case when status = 'cancelled' then 'The "boiler" broke [/]' end,
    pg_temp.midnight() + make_interval(days => day - 60),
    pg_temp.midnight() + make_interval(days => least(day, 0) - 1)
from demo_class
left join (
    select
        class_id,
        count(*) as people
    from demo_place
    where not called_off
    group by class_id
) as taken on demo_class.class_id = taken.class_id
order by day, place;

insert into yoga.bookings (
    id, member_id, class_schedule_id, booking_type, status, payment_status, amount_paid, payment_method, booking_notes,
    cancelled_at, cancellation_reason, checked_in_at, created_at, updated_at
)
select
    md5('booking-' || class_id || member_n)::uuid,
    md5('member-' || member_n)::uuid,
    class_id,
    case when waits then 'waitlist' when member_n % 9 = 0 then 'drop_in' else 'regular' end,
    outcome,
    case when waits then 'pending' when called_off and status = 'cancelled' then 'refunded' else 'paid' end,
    case when waits then null when member_n % 9 = 0 then price else 0 end,
    case when member_n % 9 = 0 and not waits then 'card' end,
    case when j = 5 and day % 7 = 0 then 'Needs a "chair" 🪑' end,
    case when called_off then booked_at + interval '1 day' end,
    case when status = 'cancelled' then 'the class was cancelled' when called_off then 'ill' end,
    case
        when outcome = 'attended' then pg_temp.midnight() + make_interval(days => day) + starts - interval '5 minutes'
    end,
    booked_at,
    booked_at + interval '1 day'
from demo_place
cross join
    lateral (
        select
            not called_off and queue > most as waits,
            pg_temp.midnight()
            + make_interval(days => least(day, 0) - 3, mins => -pg_temp.pick(md5(hash || j), 11, 3000))
                as booked_at,
            case
                when called_off then 'cancelled'
                when day >= 0 or queue > most then 'confirmed'
                when pg_temp.pick(md5(hash || j), 13, 11) = 0 then 'no_show'
                else 'attended'
            end as outcome
    ) as computed
order by class_id, member_n;

update yoga.members
set total_classes_attended = counted.classes
from (
    select
        bookings.member_id,
        count(*) as classes
    from yoga.bookings
    where bookings.status = 'attended'
    group by bookings.member_id
) as counted
where members.id = counted.member_id;
