-- title: What the sample rows are made of
-- why: the names of what is on, and where uploads are served from. Temporary: gone when the load ends.

-- The name that the system gives to an upload, and where it is served from.
create function pg_temp.media_name(original text) returns text
language sql
immutable
as $$
    select left(md5(original), 16) || substring(original from '\.[a-z0-9]+$')
$$;

create function pg_temp.media_url(folder text, original text) returns text
language sql
immutable
as $$
    select 'https://media.backofhouse.example/' || folder || '/' || pg_temp.media_name(original)
$$;

-- One row a category: who is on, what the show is called, and what such an evening costs.
create temporary table demo_category (
    category public.event_category primary key,
    acts text[] not null,
    shows text[] not null,
    blurb text not null,
    tags text[] not null,
    starts time not null,
    minutes integer not null,
    lowest_price integer not null,
    price_steps integer not null,
    most_seats integer not null
) on commit drop;

insert into demo_category values
(
    'MUSIC',
    array[
        'The Paper Lanterns', 'Coral & Ash', 'Saltwater Choir', 'Ruby Tan Quartet', 'Delphine Okafor',
        'Low Tide Orchestra', 'The Night Herons', 'Marlow Street', 'Juniper Vale', 'Zoë Castellano'
    ],
    array['Harbour Lights Tour', 'Album Launch', 'Late Set', 'One Night Only', 'Unplugged', 'Summer Sessions'],
    'Two sets with an interval, and a bar that stays open for both.',
    array['live-band', 'jazz', 'acoustic', 'indie', 'dj'],
    '19:30', 150, 45, 10, 10000
),
(
    'COMEDY',
    array[
        'Nia Roberts', 'Tom Alderton', 'Suki Mehta', 'Big Al Petrov', 'Grace Whitlam', 'Deb & Dave', 'Hamish Quill',
        'The Improv Kitchen'
    ],
    array['Mildly Furious', 'Work in Progress', 'The Best Of', 'Late Show', 'Try-out Night', 'Festival Warm-up'],
    'An hour of new jokes and a few that earned their place.',
    array['stand-up', 'improv', 'new-material', 'late-night'],
    '20:00', 100, 25, 5, 10000
),
(
    'THEATRE',
    array['The Glass Orchard', 'A House by the Weir', 'Letters to Nobody', 'The Understudy', 'Winter Ferry'],
    array['Opening Night', 'Preview', 'Closing Weekend', 'With the Writer', 'A New Production'],
    'Two acts. Latecomers are seated at the first scene change.',
    array['new-writing', 'classic', 'captioned', 'q-and-a'],
    '19:00', 140, 55, 12, 10000
),
(
    'DANCE',
    array['Company Meridian', 'Tango at the Wharf', 'Kinetic Youth', 'Bharatanatyam Collective', 'Barefoot'],
    array['Double Bill', 'In Motion', 'Season Premiere', 'Open Floor'],
    'Sixty minutes without an interval, then the floor is yours.',
    array['contemporary', 'social-dance', 'live-band'],
    '19:30', 90, 40, 8, 10000
),
(
    'FILM',
    array['Rooftop Cinema', 'Silent Film & Piano', 'Short Film Night', 'Documentary Club', 'Cult Classics'],
    array['Metropolis', 'Nosferatu', 'Stories from the South', 'Director in the Room', 'Audience Vote'],
    'Blankets are provided. The rain date is the next day.',
    array['outdoor', 'cult', 'documentary', 'q-and-a'],
    '18:30', 130, 18, 3, 140
),
(
    'FAMILY',
    array['Captain Wobble', 'The Magic Laundry', 'Puppet Parade', 'Dinosaur Disco'],
    array['Saturday Matinee', 'School Holiday Special', 'Relaxed Performance', 'Sing-along'],
    'For ages three and up. Prams are parked in the foyer.',
    array['family-friendly', 'matinee', 'relaxed'],
    '11:00', 60, 15, 4, 120
),
(
    'WORKSHOP',
    array['Stand-up for Beginners', 'Stage Lighting Basics', 'Songwriting Lab', 'Voice and Breath', 'Gig Posters'],
    array['Day Course', 'Evening Class', 'Weekend Intensive', 'Masterclass'],
    'Small group. All materials are included, and so is lunch.',
    array['hands-on', 'food-included', 'small-group'],
    '10:00', 300, 60, 9, 24
),
(
    'OTHER',
    array['Trivia Night', 'Poetry Slam', 'Makers Market', 'Open House', 'Storytelling by Candlelight'],
    array['Winter Edition', 'Spring Edition', 'Season Finale', 'Charity Evening'],
    'Come early: seats are not numbered.',
    array['community', 'fundraiser', 'food-included'],
    '18:00', 120, 0, 4, 110
);
