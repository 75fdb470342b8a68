-- title: Sample users
-- why: three hundred for each scale: six who work here, some suspended, some gone, and names that are hard to show.

create temporary table demo_user on commit drop as
select
    n,
    md5('user-' || n)::uuid as id,
    md5('user-' || n) as hash,
    (array['email', 'email', 'email', 'apple', 'google'])[1 + n % 5] as provider,
    case when n % 10 < 6 then 'free' when n % 10 < 9 then 'pro' else 'elite' end as plan,
    pg_temp.midnight() - make_interval(days => 20 + pg_temp.pick(md5('user-' || n), 3, 600), mins => n % 1400)
        as created_at,
    pg_temp.word(md5('user-' || n), 1, array[
        'Mia', 'Noah', 'Isla', 'Zara', 'Arjun', 'Priya', 'Wei', 'Yuki', 'Fatima', 'Omar', 'Mateo', 'Lucía', 'Siobhán',
        'Liam', 'Freya', 'Lars', 'Zoë', 'Kiri', 'Ruby', 'Finn', 'Elena', 'Nikos', 'Anh', 'Ravi', 'Kofi', 'Amara'
    ]) as first_name,
    pg_temp.word(md5('user-' || n), 9, array[
        'Smith', 'Jones', 'Nguyễn', 'Taylor', 'Walker', 'Patel', 'Khan', 'Singh', 'Chen', 'Tran', 'Kim', 'Tanaka',
        'Rossi', 'Costa', 'Núñez', 'O''Brien', 'Murphy', 'Larsen', 'Kowalski', 'Haddad', 'Okafor', 'Fraser'
    ]) as last_name
from generate_series(1, 300 * pg_temp.scale()) as n;

insert into public.users (
    id, email, password_hash, name, username, profile_picture_url, bio, plan, timezone, language, status,
    email_verified, auth_provider, last_login_at, created_at, updated_at, deleted_at
)
select
    id,
    case when n <= 6 then 'team' || n || '@fitnudge.example' else 'user' || n || '@mail.example' end,
    case when provider = 'email' then '$2b$12$' || left(md5('salt-' || n) || md5('hash-' || n), 53) end,
    case n
        when 20 then 'Robert"); DROP TABLE users;--'
        when 21 then '[/] [red]Ann[/red] [@click=app.quit]x[/]'
        when 22 then 'محمد العربي'
        when 23 then '🏋️‍♀️ Lift 🏋️‍♂️'
        when 24 then repeat('Very', 60) || ' Long'
        when 25 then 'NULL'
        when 26 then '+61 as a formula'
        else first_name || ' ' || last_name
    end,
    case when n % 4 <> 3 then pg_temp.slug(first_name) || n end,
    case when n % 3 = 0 then 'https://cdn.fitnudge.example/avatars/' || left(hash, 12) || '.webp' end,
    case when n % 5 = 0 then E'Runs.\nSometimes "far".' end,
    plan,
    (array['UTC', 'Australia/Sydney', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])[1 + n % 5],
    (array['en', 'en', 'en', 'de', 'es'])[1 + n % 5],
    case when n % 37 = 36 then 'suspended' when n % 59 = 58 then 'disabled' else 'active' end,
    n % 9 <> 8,
    provider,
    greatest(created_at, pg_temp.midnight() - make_interval(hours => pg_temp.pick(hash, 12, 900))),
    created_at,
    greatest(created_at, pg_temp.midnight() - make_interval(days => pg_temp.pick(hash, 14, 200))),
    case when n % 97 = 96 then pg_temp.midnight() - interval '3 days' end
from demo_user
order by n;

insert into public.oauth_accounts (
    id, user_id, provider, provider_user_id, provider_email, provider_name, access_token, refresh_token,
    token_expires_at, raw_user_data, created_at, updated_at
)
select
    md5('oauth-' || n)::uuid,
    id,
    provider,
    provider || '|' || left(hash, 20),
    'user' || n || '@mail.example',
    first_name,
    decode(md5('access-' || n), 'hex'),
    decode(md5('refresh-' || n), 'hex'),
    pg_temp.midnight() + make_interval(hours => n % 48 - 24),
    jsonb_build_object('sub', left(hash, 20), 'given_name', first_name, 'verified', true),
    created_at,
    created_at as updated_at
from demo_user
where provider <> 'email'
order by n;

insert into public.admin_users (id, user_id, role, permissions, is_active, created_at, updated_at)
select
    md5('admin-' || n)::uuid,
    id,
    (array['admin', 'admin', 'moderator', 'moderator', 'support', 'support'])[n],
    case when n > 2 then jsonb_build_object('posts', jsonb_build_array('hide', 'delete'), 'users', n % 2 = 0)
        else '{"all": true}'
    end,
    n <> 6,
    created_at,
    created_at as updated_at
from demo_user
where n <= 6
order by n;

insert into public.user_consents (
    id, user_id, consent_type, granted, granted_at, revoked_at, ip_address, user_agent, created_at
)
select
    md5('consent-' || n || '-' || kind)::uuid,
    id,
    kind,
    pg_temp.pick(md5(hash || kind), 2, 4) > 0,
    created_at,
    case when pg_temp.pick(md5(hash || kind), 2, 4) = 0 then created_at + interval '12 days' end,
    ('203.0.113.' || 1 + n % 250)::inet,
    'FitNudge/3.' || n % 9 || ' (iOS 18; "beta")',
    created_at as updated_at
from demo_user
cross join unnest(array['marketing', 'analytics', 'data_processing']) as kind
order by n, kind;
