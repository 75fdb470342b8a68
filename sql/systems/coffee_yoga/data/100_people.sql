-- title: Sample accounts, customers, packages, members and instructors
-- why: two hundred customers and a hundred and fifty members for each scale; every third member drinks coffee too.

create temporary table demo_person on commit drop as
select
    n,
    md5('person-' || n) as hash,
    pg_temp.word(md5('person-' || n), 1, array[
        'Mia', 'Jack', 'Charlotte', 'Leo', 'Zara', 'Priya', 'Wei', 'Hiroshi', 'Layla', 'Yusuf', 'José', 'Inés',
        'Siobhán', 'Ewan', 'Ingrid', 'Zoë', 'Tane', 'Matilda', 'Poppy', 'Marco', 'Sofia', 'Linh', 'Ravi', 'Amara'
    ]) as first_name,
    pg_temp.word(md5('person-' || n), 9, array[
        'Smith', 'Williams', 'Nguyễn', 'Martin', 'Lee', 'Ryan', 'King', 'Patel', 'Singh', 'Wong', 'Zhang', 'Park',
        'Sato', 'Russo', 'Silva', 'García', 'O''Brien', 'O’Connor', 'Byrne', 'Jensen', 'Novak', 'Rahman', 'Ngata'
    ]) as last_name,
    'person' || n || '@cups.example' as email,
    '+61 491 571 ' || lpad((pg_temp.pick(md5('person-' || n), 16, 990) + 5)::text, 3, '0') as phone,
    pg_temp.midnight() - make_interval(days => 30 + pg_temp.pick(md5('person-' || n), 5, 700)) as created_at
from generate_series(1, 300 * pg_temp.scale()) as n;

insert into public.accounts (id, email, created_at, disabled_at)
select
    md5('account-' || n)::uuid,
    email,
    created_at,
    case when n % 71 = 70 then created_at + interval '20 days' end
from demo_person
where n % 2 = 0 or n <= 12
order by n;

insert into public.user_roles (account_id, role)
select
    md5('account-' || n)::uuid,
    (array['admin', 'staff', 'staff', 'barista', 'barista', 'barista'])[n]
from generate_series(1, 6) as n;

insert into public.user_roles (account_id, role)
select
    md5('account-' || n)::uuid,
    'instructor'
from generate_series(7, 12) as n;

insert into coffee.customers (
    id, account_id, first_name, last_name, email, phone, date_of_birth, preferences, is_active, created_at, updated_at
)
select
    md5('customer-' || n)::uuid,
    case when n % 2 = 0 or n <= 12 then md5('account-' || n)::uuid end,
    case n
        when 30 then 'Robert''); drop table orders;--'
        when 31 then '[/] [b]Ana[/b] [@click=app.quit]x[/]'
        when 32 then 'ليلى'
        when 33 then '☕️🧘‍♀️'
        when 34 then repeat('Maximilian ', 100)
        when 35 then 'Null'
        when 36 then '@SUM(A1:A9)'
        else first_name
    end,
    last_name,
    email,
    case when n % 5 < 3 then phone end,
    case when n % 3 = 0 then date '1960-01-01' + pg_temp.pick(hash, 18, 16000) end,
    case when n % 4 = 0 then jsonb_build_object('milk', 'oat', 'name on cup', first_name) else '{}' end,
    n % 40 <> 39,
    created_at,
    created_at as updated_at
from demo_person
where n <= 200 * pg_temp.scale()
order by n;

insert into yoga.membership_packages (
    id, name, description, price, billing_cycle, classes_included, validity_days, can_freeze, max_freeze_days,
    auto_renew, created_at, updated_at
)
select
    md5('package-' || package.place)::uuid,
    package.name,
    'As on the board in the "foyer"',
    package.price,
    package.billing_cycle,
    package.classes,
    package.days,
    package.freeze_days > 0,
    package.freeze_days,
    package.billing_cycle <> 'one_time',
    pg_temp.midnight() - interval '800 days',
    pg_temp.midnight() - interval '80 days'
from (
    values
    (1, 'Ten classes', 180.00, 'one_time', 10, 180, 0),
    (2, 'Unlimited, by the month', 139.00, 'monthly', null, 30, 14),
    (3, 'Unlimited, by the year', 1290.00, 'annually', null, 365, 60),
    (4, 'Eight a quarter', 210.00, 'quarterly', 8, 90, 0)
) as package (place, name, price, billing_cycle, classes, days, freeze_days);

insert into yoga.members (
    id, account_id, first_name, last_name, email, phone, date_of_birth, emergency_contact_name,
    emergency_contact_phone, medical_conditions, experience_level, membership_type, package_id, membership_status,
    membership_start_date, membership_end_date, classes_remaining, preferences, created_at, updated_at
)
select
    md5('member-' || n)::uuid,
    case when n % 2 = 0 then md5('account-' || n)::uuid end,
    first_name,
    case n when 160 then 'von und zu [/] "Hohenstein"' when 161 then 'אברהם' else last_name end,
    email,
    phone,
    date '1955-01-01' + pg_temp.pick(hash, 18, 18000),
    case when n % 3 <> 0 then 'Next of ' || first_name end,
    case when n % 3 <> 0 then '+61 491 572 ' || lpad((n % 900)::text, 3, '0') end,
    case n % 9 when 0 then 'Asthma' when 4 then E'Left knee (2019);\nno inversions' end,
    (array['beginner', 'intermediate', 'advanced'])[1 + n % 3],
    case when n % 4 = 0 then 'package' else 'unlimited' end,
    md5('package-' || 1 + n % 4)::uuid,
    case when n % 23 = 22 then 'suspended' when n % 11 = 10 then 'cancelled' else 'active' end,
    pg_temp.today() - 20 - n % 60,
    -- Some are over and nobody has noticed; some end this week.
    pg_temp.today() + (array[-9, 3, 40, 120, 200])[1 + n % 5],
    case when n % 4 = 0 then n % 10 else 0 end,
    '{}',
    created_at,
    created_at as updated_at
from demo_person
where n > 150 * pg_temp.scale()
order by n;

insert into yoga.instructors (
    id, account_id, first_name, last_name, email, phone, bio, certifications, specialties, experience_years,
    hourly_rate, created_at, updated_at
)
select
    md5('instructor-' || n)::uuid,
    md5('account-' || n + 6)::uuid,
    (array['Amma', 'Björn', 'Chloé', 'D’Arcy', 'Eiko', 'Faruq'])[n],
    (array['Osei', 'Åkesson', 'Dubois', 'O''Hara', '山田', 'العلي'])[n],
    'teacher' || n || '@cups.example',
    '+61 491 573 00' || n,
    'Teaches since ' || 2005 + 2 * n,
    array['RYT-' || case when n % 2 = 0 then '500' else '200' end],
    array['vinyasa', 'yin'],
    20 - 2 * n,
    60 + 5 * n,
    pg_temp.midnight() - interval '700 days',
    pg_temp.midnight() - interval '70 days'
from generate_series(1, 6) as n;
