-- title: Sample people
-- why: three admins, and for each scale ten promoters, five agencies, ten photographers, a hundred comedians and some
-- members. Addresses and numbers are of the ranges that are kept free for examples.

create temporary table demo_profile on commit drop as
select
    n,
    md5('profile-' || n)::uuid as id,
    md5('profile-' || n) as hash,
    -- Of 160: every scale adds the same mixture again.
    case
        when n <= 3 then 'admin'
        when n % 160 between 4 and 13 then 'promoter'
        when n % 160 between 14 and 18 then 'agency'
        when n % 160 between 19 and 28 then 'photographer'
        when n % 160 between 29 and 128 then 'comedian'
        else 'member'
    end as role,
    pg_temp.word(md5('profile-' || n), 1, array[
        'Nia', 'Tom', 'Suki', 'Alan', 'Grace', 'Debra', 'Hamish', 'Zoë', 'Arjun', 'Mei', 'Fatima', 'Omar', 'Lucía',
        'Siobhán', 'Ewan', 'Ingrid', 'Tane', 'Jarrah', 'Ruby', 'Archie', 'Harriet', 'Marco', 'Giulia', 'Nikos', 'Anh',
        'Ravi', 'Samira', 'Kofi', 'Amara', 'Bruce'
    ]) as first_name,
    pg_temp.word(md5('profile-' || n), 9, array[
        'Roberts', 'Alderton', 'Mehta', 'Petrov', 'Whitlam', 'Quill', 'Castellano', 'Nguyễn', 'Chen', 'Haddad', 'Khan',
        'García', 'O''Brien', 'O’Connor', 'McDonald', 'Larsen', 'Ngata', 'Fraser', 'Rossi', 'Papadopoulos', 'Tran',
        'Singh', 'Rahman', 'Mensah', 'Okafor', 'Barton', 'van der Berg', 'St. John-Smythe'
    ]) as last_name
from generate_series(1, 160 * pg_temp.scale()) as n;

create unique index on demo_profile (n);
analyze demo_profile;

insert into auth.users (id, email, created_at, last_sign_in_at)
select
    md5('login-' || n)::uuid,
    'person' || n || '@standup.example',
    pg_temp.midnight() - make_interval(days => 300 + pg_temp.pick(hash, 3, 500)),
    pg_temp.midnight() - make_interval(hours => pg_temp.pick(hash, 5, 900))
from demo_profile
where n % 11 <> 10;

insert into public.profiles (
    id, user_id, role, name, email, stage_name, avatar_url, phone, bio, created_at, updated_at, deleted_at
)
select
    id,
    case when n % 11 <> 10 then md5('login-' || n)::uuid end,
    role::public.user_role,
    case n % 160
        when 40 then 'Robert''); drop table profiles;--'
        when 41 then 'Ana [/] [@click=app.quit]x[/] Silva'
        when 42 then 'ليلى حداد'
        when 43 then '🎤 Dave 🎤'
        when 44 then repeat('Long-winded ', 20) || 'Larry'
        when 45 then 'Null'
        when 46 then '=HYPERLINK("https://evil.example")'
        else first_name || ' ' || last_name
    end,
    'person' || n || '@standup.example',
    case
        when role <> 'comedian' then null
        when n % 160 = 47 then 'עידו ‮olleh‬'
        when n % 3 = 0 then pg_temp.word(hash, 17, array['Big', 'Little', 'Mad', 'Quiet', 'Uncle']) || ' ' || first_name
    end,
    case when n % 4 = 0 then 'https://media.standup.example/avatars/' || left(hash, 12) || '.jpg' end,
    case when n % 5 < 3 then '+61 491 570 ' || lpad((pg_temp.pick(hash, 7, 200) + 6)::text, 3, '0') end,
    case
        when role = 'comedian' then first_name || ' has been on stage since ' || (2008 + pg_temp.pick(hash, 11, 16))
            || E'.\nWatch: "the fridge bit", ''the ferry bit'' & more.'
    end,
    pg_temp.midnight() - make_interval(days => 300 + pg_temp.pick(hash, 3, 500)),
    pg_temp.midnight() - make_interval(days => pg_temp.pick(hash, 13, 300)),
    case when n % 53 = 52 then pg_temp.midnight() - make_interval(days => 20 + pg_temp.pick(hash, 15, 100)) end
from demo_profile
order by n;

insert into public.comedian_profiles (
    id, profile_id, experience_level, specializations, video_samples, achievements, portfolio_url, rate_per_show,
    created_at, updated_at
)
select
    md5('comedian-' || n)::uuid,
    id,
    (array['beginner', 'beginner', 'intermediate', 'experienced', 'professional', 'headliner'])[
        1 + pg_temp.pick(hash, 2, 6)
    ]::public.experience_level,
    array[pg_temp.word(hash, 4, array['observational', 'one-liners', 'musical', 'character', 'political', 'improv'])],
    case
        when n % 2 = 0 then jsonb_build_object('reel', 'https://video.example/' || left(hash, 8), 'minutes', n % 9 + 1)
        else '{}'
    end,
    case when n % 7 = 0 then array['Raw Comedy finalist', 'Fringe: "Best Newcomer"'] else '{}' end,
    case when n % 3 = 0 then 'https://' || left(hash, 6) || '.example' end,
    20 + 10 * pg_temp.pick(hash, 6, 30),
    pg_temp.midnight() - interval '300 days',
    pg_temp.midnight() - interval '30 days'
from demo_profile
where role = 'comedian'
order by n;

insert into public.promoter_profiles (
    id, profile_id, company_name, venue_affiliations, booking_policy, contact_preferences, created_at, updated_at
)
select
    md5('promoter-' || n)::uuid,
    id,
    last_name || pg_temp.word(hash, 3, array[' Presents', ' & Daughters', ' Comedy Pty Ltd', ' Live']),
    array['The Foundry', 'Harbour Cellar'],
    'No poaching within two weeks. Cancel 48 hours before, or pay half.',
    jsonb_build_object('email', true, 'phone', n % 2 = 0),
    pg_temp.midnight() - interval '300 days',
    pg_temp.midnight() - interval '40 days'
from demo_profile
where role = 'promoter'
order by n;

insert into public.agency_profiles (
    id, profile_id, agency_name, specializations, commission_rate, created_at, updated_at
)
select
    md5('agency-' || n)::uuid,
    id,
    last_name || ' Talent',
    array['stand-up', 'corporate'],
    5 * (1 + pg_temp.pick(hash, 3, 6)),
    pg_temp.midnight() - interval '300 days',
    pg_temp.midnight() - interval '40 days'
from demo_profile
where role = 'agency'
order by n;

insert into public.agency_comedians (agency_id, comedian_id, since)
select
    md5('agency-' || agency.n)::uuid,
    comedian.id,
    pg_temp.today() - pg_temp.pick(comedian.hash, 8, 900)
from demo_profile as comedian
inner join demo_profile as agency
    on agency.role = 'agency' and agency.n = comedian.n - comedian.n % 160 + 14 + comedian.n % 5
where comedian.role = 'comedian' and comedian.n % 3 = 0;

insert into public.photographer_profiles (
    id,
    profile_id,
    portfolio_url,
    specializations,
    equipment_list,
    rate_per_hour,
    availability,
    instagram_handle,
    created_at,
    updated_at
)
select
    md5('photographer-' || n)::uuid,
    id,
    'https://photos.example/' || left(hash, 6),
    array['stage', 'headshots'],
    '2 × body, 24–70 mm f/2.8, 70–200 mm f/2.8',
    80 + 10 * pg_temp.pick(hash, 4, 12),
    '{"fri": true, "sat": true}',
    '@' || lower(left(hash, 7)) || '.pics',
    pg_temp.midnight() - interval '300 days',
    pg_temp.midnight() - interval '40 days'
from demo_profile
where role = 'photographer'
order by n;
