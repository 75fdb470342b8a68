-- title: Subscriptions, receipts and offer codes
-- why: who pays, through which store, and what the store said. A financial record: never deleted.

create table public.subscriptions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete restrict,
    plan text not null,
    status text not null,
    platform text not null,
    product_id text not null,
    original_transaction_id text,
    purchase_date timestamptz not null,
    expires_date timestamptz,
    auto_renew boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint subscriptions_plan_known check (plan in ('free', 'pro', 'elite')),
    constraint subscriptions_status_known check (status in ('active', 'cancelled', 'expired', 'past_due')),
    constraint subscriptions_platform_known check (platform in ('ios', 'android')),
    constraint subscriptions_transaction_once unique (platform, original_transaction_id),
    constraint subscriptions_expire_later check (expires_date >= purchase_date)
);

create table public.iap_receipts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete restrict,
    subscription_id uuid references public.subscriptions (id) on delete restrict,
    platform text not null,
    transaction_id text not null,
    product_id text not null,
    -- Encrypted by the application.
    receipt_data bytea not null,
    purchase_date timestamptz not null,
    expires_date timestamptz,
    is_sandbox boolean not null default false,
    created_at timestamptz not null default now(),
    constraint iap_receipts_platform_known check (platform in ('ios', 'android')),
    constraint iap_receipts_transaction_once unique (platform, transaction_id)
);

create table public.offer_codes (
    id uuid primary key default gen_random_uuid(),
    code text not null unique,
    offer_type text not null,
    platform text not null,
    product_id text not null,
    discount_percentage integer,
    discount_amount numeric(10, 2),
    duration_days integer,
    max_uses integer,
    used_count integer not null default 0,
    is_active boolean not null default true,
    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz not null default now(),
    constraint offer_codes_type_known check (offer_type in ('introductory', 'promotional', 'win_back')),
    constraint offer_codes_platform_known check (platform in ('ios', 'android')),
    constraint offer_codes_percentage_range check (discount_percentage between 1 and 100),
    constraint offer_codes_amount_positive check (discount_amount > 0),
    constraint offer_codes_one_discount check (num_nonnulls(discount_percentage, discount_amount) = 1),
    constraint offer_codes_used_within_most check (used_count between 0 and coalesce(max_uses, used_count)),
    constraint offer_codes_window check (valid_until > valid_from)
);

comment on table public.subscriptions is 'One live one a user. Never deleted: a financial record';
comment on table public.iap_receipts is 'What the store sent us, encrypted. Never deleted';
comment on table public.offer_codes is 'Codes for a lower price';

-- Two active ones would be charged twice.
create unique index subscriptions_one_live_key on public.subscriptions (user_id) where status in ('active', 'past_due');
create index subscriptions_user_id_idx on public.subscriptions (user_id);
create index subscriptions_status_expires_date_idx on public.subscriptions (status, expires_date);
create index iap_receipts_user_id_idx on public.iap_receipts (user_id);
create index iap_receipts_subscription_id_idx on public.iap_receipts (subscription_id);

alter table public.subscriptions enable row level security;
alter table public.iap_receipts enable row level security;
alter table public.offer_codes enable row level security;

create trigger touch before update on public.subscriptions
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on public.subscriptions
for each row execute function private.enforce_transition('status');

call private.add_transitions(
    'public.subscriptions', 'status',
    'active>past_due|expired', 'active|past_due>cancelled!', 'past_due>active|expired', 'cancelled>active|expired',
    'expired>active'
);

-- ROLLBACK
-- delete from private.state_transition where table_id = 'public.subscriptions'::regclass;
-- drop table public.offer_codes;
-- drop table public.iap_receipts;
-- drop table public.subscriptions;
