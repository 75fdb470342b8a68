-- title: Sample venues, tags and events
-- why: twelve rooms in Australia, and a calendar from eight months ago to four months ahead with three shows tonight.

insert into public.venues (
    id, slug, name, address, city, country, timezone, latitude, longitude, capacity, amenities, created_at, updated_at
)
select
    md5('venue-' || room.n)::uuid,
    pg_temp.slug(room.name),
    room.name,
    room.address,
    room.city,
    'Australia',
    room.timezone,
    room.latitude,
    room.longitude,
    room.capacity,
    room.amenities,
    pg_temp.midnight() - make_interval(days => 1500 - room.n * 31),
    pg_temp.midnight() - make_interval(days => 300 - room.n * 13)
from (
    values
    (
        1, 'The Lantern Rooms', '14 Foundry Lane, Marrickville', 'Sydney', 'Australia/Sydney', -33.910900, 151.155800,
        180, array['bar', 'wheelchair access', 'hearing loop', 'WiFi']
    ),
    (
        2, 'Cellar Door Comedy', '88 Cutler Street, Newtown', 'Sydney', 'Australia/Sydney', -33.897500, 151.179300,
        80, array['bar', 'air conditioning']
    ),
    (
        3, 'Wharf Nine', '9 Ferrymans Walk, Balmain', 'Sydney', 'Australia/Sydney', -33.858700, 151.184600,
        320, array['bar', 'parking', 'wheelchair access', 'food', 'WiFi']
    ),
    (
        4, 'Wool Store Theatre', '31 Bale Street, Footscray', 'Melbourne', 'Australia/Melbourne', -37.8001, 144.9018,
        260, array['bar', 'wheelchair access', 'hearing loop', 'cloakroom']
    ),
    (
        5, 'The Small Hours', '205 Gertrude Row, Fitzroy', 'Melbourne', 'Australia/Melbourne', -37.798600, 144.978400,
        90, array['bar', 'food']
    ),
    (
        6, 'Tramshed Six', '6 Depot Road, Brunswick', 'Melbourne', 'Australia/Melbourne', -37.767300, 144.961200,
        220, array['bar', 'parking', 'wheelchair access', 'outdoor area']
    ),
    (
        7, 'The Boiler Room', '52 Montague Parade, West End', 'Brisbane', 'Australia/Brisbane', -27.481900, 153.009800,
        140, array['bar', 'air conditioning', 'wheelchair access']
    ),
    (
        8, 'Jacaranda Hall', '3 Orchard Terrace, Paddington', 'Brisbane', 'Australia/Brisbane', -27.460300, 153.002400,
        160, array['parking', 'wheelchair access', 'piano']
    ),
    (
        9, 'Limestone House', '17 Quarry Street, Fremantle', 'Perth', 'Australia/Perth', -32.055600, 115.745300,
        120, array['bar', 'wheelchair access', 'WiFi']
    ),
    (
        10, 'The Vines Studio', '40 Barossa Place, Norwood', 'Adelaide', 'Australia/Adelaide', -34.921600, 138.632100,
        60, array['wheelchair access', 'piano']
    ),
    (
        11, 'Salamanca Loft', '21 Whalers Court, Battery Point', 'Hobart', 'Australia/Hobart', -42.889200, 147.332700,
        110, array['bar', 'heating']
    ),
    (
        12, 'The Acton Playhouse', '5 Lennox Avenue, Acton', 'Canberra', 'Australia/Sydney', null, null,
        450, array['bar', 'parking', 'wheelchair access', 'hearing loop', 'cloakroom', 'WiFi']
    )
) as room (n, name, address, city, timezone, latitude, longitude, capacity, amenities)
order by room.n;

insert into public.tags (id, name, slug)
select
    md5('tag-' || pg_temp.slug(name))::uuid,
    name,
    pg_temp.slug(name)
from
    unnest(array[
        'Acoustic', 'Captioned', 'Classic', 'Community', 'Contemporary', 'Cult', 'DJ', 'Documentary', 'Family Friendly',
        'Food Included', 'Fundraiser', 'Hands-on', 'Improv', 'Indie', 'Jazz', 'Late Night', 'Live Band', 'Matinee',
        'New Material', 'New Writing', 'Outdoor', 'Q and A', 'Relaxed', 'Small Group', 'Social Dance', 'Stand-up'
    ]) as tag (name)
order by name;

create temporary table demo_event (
    n integer primary key,
    hash text not null,
    -- Where in the calendar of 120 evenings it stands: 0 to 59 are over, 60 to 62 are tonight, 63 to 119 are ahead.
    place integer not null,
    day integer not null,
    category public.event_category not null,
    status public.event_status not null,
    act text not null,
    show text not null,
    venue_n integer not null,
    capacity integer not null,
    -- How many seats the sample sells (for a cancelled event: had sold).
    sold integer not null,
    created_at timestamptz not null,
    start_date timestamptz not null
) on commit drop;

with placed as (
    select
        n,
        md5('event-' || n) as hash,
        (n - 1) / pg_temp.scale() as place,
        (n - 1) % pg_temp.scale() as copy
    from generate_series(1, 120 * pg_temp.scale()) as n
),

chosen as (
    select
        placed.*,
        case
            when place < 60 then -240 + place * 4
            when place < 63 then 0
            else 1 + (place - 63) * 2
        end as day,
        case
            when place = 60 then 'COMEDY'
            else
                pg_temp.word(hash, 1, array[
                    'MUSIC', 'MUSIC', 'MUSIC', 'COMEDY', 'COMEDY', 'COMEDY', 'THEATRE', 'THEATRE', 'DANCE', 'FILM',
                    'FAMILY', 'WORKSHOP', 'OTHER'
                ])
        end::public.event_category as category,
        case
            when place = 59 then 'PUBLISHED'
            when place < 60 and pg_temp.pick(hash, 3, 100) < 7 then 'CANCELLED'
            when place < 60 then 'COMPLETED'
            when place > 63 and pg_temp.pick(hash, 3, 100) < 4 then 'CANCELLED'
            when place > 95 and pg_temp.pick(hash, 3, 100) < 40 then 'DRAFT'
            else 'PUBLISHED'
        end::public.event_status as status,
        1 + (place * 7 + copy) % 12 as venue_n
    from placed
),

sized as (
    select
        chosen.*,
        venues.timezone,
        demo_category.starts,
        pg_temp.word(hash, 5, demo_category.acts) as act,
        pg_temp.word(hash, 7, demo_category.shows) as show,
        -- The whole room, or a part of it: some evenings are at tables, some upstairs.
        least(
            demo_category.most_seats,
            greatest(24, venues.capacity * (array[100, 100, 80, 60, 40])[1 + pg_temp.pick(hash, 9, 5)] / 100)
        ) as capacity
    from chosen
    inner join demo_category on chosen.category = demo_category.category
    inner join public.venues on venues.id = md5('venue-' || chosen.venue_n)::uuid
)

insert into demo_event
select
    n,
    hash,
    place,
    day,
    category,
    status,
    act,
    show,
    venue_n,
    capacity,
    capacity * case
        when status = 'DRAFT' then 0
        when status = 'CANCELLED' then 10 + pg_temp.pick(hash, 11, 40)
        when place = 60 then 100
        when place = 61 then 93
        when place = 62 then 58
        when day < 0 and pg_temp.pick(hash, 12, 8) = 0 then 100
        when day < 0 then 15 + pg_temp.pick(hash, 11, 65)
        -- Sales come late: the further ahead, the emptier.
        else greatest(0, 90 - day) * (20 + pg_temp.pick(hash, 11, 80)) / 100
    end / 100,
    least(
        pg_temp.midnight() - make_interval(days => 3 + pg_temp.pick(hash, 13, 20)),
        pg_temp.midnight() + make_interval(days => day - 45 - pg_temp.pick(hash, 15, 60))
    ) + make_interval(secs => pg_temp.pick(hash, 17, 30000)),
    (pg_temp.today() + day + starts) at time zone timezone
from sized;

insert into public.events (
    id, slug, title, description, category, capacity, price, start_date, end_date, status, image_url, video_url,
    venue_id, author_id, created_at, updated_at
)
select
    demo_event.hash::uuid,
    pg_temp.slug(demo_event.act || ' ' || demo_event.show) || '-' || demo_event.n,
    demo_event.act || ': ' || demo_event.show,
    demo_event.act || ' at ' || venues.name || ', ' || venues.city || '. ' || demo_category.blurb || ' '
    || pg_temp.word(demo_event.hash, 19, array[
        'Doors open forty-five minutes before.', 'Concession prices at the box office.',
        'No refunds within 24 hours, but you may pass your seat on.', 'Filmed: sit at the sides if you are shy.'
    ]),
    demo_event.category,
    demo_event.capacity,
    demo_category.lowest_price + 5 * pg_temp.pick(demo_event.hash, 21, demo_category.price_steps)
    + case
        when demo_category.lowest_price = 0 then 0
        else (array[0.00, 0.00, 0.50, 0.90])[1 + pg_temp.pick(demo_event.hash, 23, 4)]
    end,
    demo_event.start_date,
    demo_event.start_date + make_interval(mins => demo_category.minutes),
    demo_event.status,
    case
        when pg_temp.pick(demo_event.hash, 24, 10) > 0
            then
                pg_temp.media_url(
                    'events',
                    lower(demo_event.category::text) || '-' || (1 + pg_temp.pick(demo_event.hash, 25, 2)) || '.jpg'
                )
    end,
    case when demo_event.n % 24 = 1 then pg_temp.media_url('events', 'season-trailer.mp4') end,
    venues.id,
    md5('user-' || 25 * (1 + pg_temp.pick(demo_event.hash, 26, 16)))::uuid,
    demo_event.created_at,
    demo_event.created_at + interval '1 day'
from demo_event
inner join demo_category on demo_event.category = demo_category.category
inner join public.venues on venues.id = md5('venue-' || demo_event.venue_n)::uuid
order by demo_event.n;

-- Two or three tags each: two neighbours from the list of the category, now and then one that fits every evening.
insert into public.event_tags (event_id, tag_id)
select distinct
    demo_event.hash::uuid,
    md5('tag-' || tag.slug)::uuid
from demo_event
inner join demo_category on demo_event.category = demo_category.category
cross join lateral (
    select demo_category.tags[1 + (demo_event.n + shift) % cardinality(demo_category.tags)] as slug
    from generate_series(0, 1) as shift
    union all
    select pg_temp.word(demo_event.hash, 2, array['late-night', 'outdoor', 'fundraiser']) as slug
    where pg_temp.pick(demo_event.hash, 4, 3) = 0
) as tag;
