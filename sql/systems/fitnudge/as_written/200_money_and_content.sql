-- title: FitNudge as its description writes it: subscriptions, administration, blog
-- why: a patient, see the first file.

-- Mistake 24: two of one user may be active, and the same transaction may come twice.
create table subscriptions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    plan text not null check (plan in ('free', 'pro', 'elite')),
    status text not null check (status in ('active', 'cancelled', 'expired', 'past_due')),
    platform text not null check (platform in ('ios', 'android')),
    product_id text not null,
    original_transaction_id text,
    purchase_date timestamp not null,
    expires_date timestamp,
    auto_renew boolean default true,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

-- Mistake 24: the same receipt may come twice.
create table iap_receipts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    subscription_id uuid references subscriptions (id) on delete cascade,
    platform text not null check (platform in ('ios', 'android')),
    transaction_id text not null,
    product_id text not null,
    receipt_data text not null,
    purchase_date timestamp not null,
    expires_date timestamp,
    is_sandbox boolean default false,
    created_at timestamp default now()
);

-- Mistake 24: used 99 times of at most 1 is taken.
create table offer_codes (
    id uuid primary key default gen_random_uuid(),
    code text unique not null,
    offer_type text not null check (offer_type in ('introductory', 'promotional', 'win_back')),
    platform text not null check (platform in ('ios', 'android')),
    product_id text not null,
    discount_percentage integer,
    discount_amount decimal(10, 2),
    duration_days integer,
    max_uses integer,
    used_count integer default 0,
    is_active boolean default true,
    valid_from timestamp,
    valid_until timestamp,
    created_at timestamp default now()
);

-- Mistake 24: one user may be admin twice.
create table admin_users (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    role text not null check (role in ('admin', 'moderator', 'support')),
    permissions jsonb,
    is_active boolean default true,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

-- Mistake 23: an admin who has done anything can never be deleted.
create table audit_logs (
    id uuid primary key default gen_random_uuid(),
    admin_user_id uuid references admin_users (id),
    action text not null,
    resource_type text not null,
    resource_id uuid,
    old_values jsonb,
    new_values jsonb,
    ip_address inet,
    user_agent text,
    created_at timestamp default now()
);

create table media_uploads (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    post_id uuid references posts (id) on delete cascade,
    cloudflare_r2_key text not null,
    cloudflare_r2_url text not null,
    file_type text not null,
    file_size integer,
    duration integer,
    created_at timestamp default now()
);

-- Mistake 24: published without a date is taken.
create table blog_posts (
    id uuid primary key default gen_random_uuid(),
    title text not null,
    slug text unique not null,
    content text not null,
    excerpt text,
    featured_image_url text,
    status text default 'draft' check (status in ('draft', 'published', 'archived')),
    author_id uuid not null references users (id),
    published_at timestamp,
    created_at timestamp default now(),
    updated_at timestamp default now()
);

create table blog_categories (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    slug text unique not null,
    description text,
    created_at timestamp default now()
);

create table blog_post_categories (
    id uuid primary key default gen_random_uuid(),
    post_id uuid not null references blog_posts (id) on delete cascade,
    category_id uuid not null references blog_categories (id) on delete cascade,
    created_at timestamp default now(),
    unique (post_id, category_id)
);

create table blog_tags (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    slug text unique not null,
    created_at timestamp default now()
);

create table blog_post_tags (
    id uuid primary key default gen_random_uuid(),
    post_id uuid not null references blog_posts (id) on delete cascade,
    tag_id uuid not null references blog_tags (id) on delete cascade,
    created_at timestamp default now(),
    unique (post_id, tag_id)
);

create table user_consents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    consent_type text not null check (consent_type in ('marketing', 'analytics', 'data_processing')),
    granted boolean not null,
    granted_at timestamp,
    revoked_at timestamp,
    ip_address inet,
    user_agent text,
    created_at timestamp default now()
);

-- Mistake 22, corrected: the text uses these two and defines them nowhere.
create type goal_category as enum ('fitness', 'nutrition', 'wellness', 'custom');
create type goal_frequency as enum ('daily', 'weekly', 'custom');

create table goal_templates (
    id uuid primary key default gen_random_uuid(),
    title text not null,
    description text,
    category goal_category not null,
    frequency goal_frequency not null,
    target_days integer,
    reminder_times text[],
    is_ai_generated boolean default false,
    match_reason text,
    created_at timestamp with time zone default now()
);
