-- title: Sample subscriptions, receipts and offer codes
-- why: everybody with a plan has a live subscription, some had one before, some are late.

create temporary table demo_subscription on commit drop as
select
    demo_user.n,
    past,
    demo_user.id as user_id,
    md5('subscription-' || demo_user.n || '-' || past) as hash,
    case when demo_user.plan = 'elite' then 'elite' else 'pro' end as plan,
    case
        when past = 1 then 'expired'
        when demo_user.plan = 'free' then 'cancelled'
        when demo_user.n % 29 = 8 then 'past_due'
        else 'active'
    end as status,
    case when demo_user.n % 3 = 0 then 'android' else 'ios' end as platform,
    case past
        when 0 then pg_temp.midnight() - make_interval(days => demo_user.n % 28)
        else demo_user.created_at
    end as purchase_date
from demo_user
cross join generate_series(0, 1) as past
where (demo_user.plan <> 'free' and (past = 0 or demo_user.n % 4 = 0)) or (past = 0 and demo_user.n % 20 = 3);

insert into public.subscriptions (
    id, user_id, plan, status, platform, product_id, original_transaction_id, purchase_date, expires_date, auto_renew,
    created_at, updated_at
)
select
    hash::uuid,
    user_id,
    plan,
    status,
    platform,
    'com.fitnudge.' || plan || '.monthly',
    (1000000000 + pg_temp.pick(hash, 2, 90000000))::text || n,
    purchase_date,
    purchase_date + make_interval(days => case when status = 'past_due' then n % 28 else 30 end),
    status = 'active',
    purchase_date as created_at,
    purchase_date as updated_at
from demo_subscription
order by n, past;

insert into public.iap_receipts (
    id, user_id, subscription_id, platform, transaction_id, product_id, receipt_data, purchase_date, expires_date,
    is_sandbox, created_at
)
select
    md5('receipt-' || n || '-' || past)::uuid,
    user_id,
    hash::uuid,
    platform,
    'tx-' || left(md5('receipt-' || n || '-' || past), 18),
    'com.fitnudge.' || plan || '.monthly',
    decode(md5('a-' || hash) || md5('b-' || hash), 'hex'),
    purchase_date,
    purchase_date + interval '30 days',
    n <= 6,
    purchase_date as created_at
from demo_subscription
order by n, past;

insert into public.offer_codes (
    id, code, offer_type, platform, product_id, discount_percentage, discount_amount, duration_days, max_uses,
    used_count, is_active, valid_from, valid_until, created_at
)
select
    md5('offer-' || offer.code)::uuid,
    offer.code,
    offer.kind,
    offer.platform,
    'com.fitnudge.pro.monthly',
    offer.percentage,
    offer.amount,
    offer.days,
    offer.most,
    offer.used,
    offer.is_active,
    pg_temp.midnight() - interval '60 days',
    pg_temp.midnight() + make_interval(days => offer.ends),
    pg_temp.midnight() - interval '61 days'
from (
    values
    ('NEWYEAR', 'promotional', 'ios', 30, null, 90, 500, 212, true, 30),
    ('COMEBACK', 'win_back', 'ios', 50, null, 30, 100, 100, true, 20),
    ('FIRST-MONTH', 'introductory', 'android', 100, null, 30, null, 41, true, 300),
    ('FIVE OFF', 'promotional', 'android', null, 5.00, 30, 50, 7, false, -10),
    ('GYM''S 10%', 'promotional', 'ios', 10, null, 365, 1, 1, true, 90),
    ('ΔΥΝΑΜΗ', 'promotional', 'ios', 15, null, null, null, 0, true, 10)
) as offer (code, kind, platform, percentage, amount, days, most, used, is_active, ends);
