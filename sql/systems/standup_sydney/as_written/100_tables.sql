-- title: Stand Up Sydney as its description writes it
-- why: a patient. Each mistake has the number that it has in sql/systems/mistakes.toml.
-- Only the order is ours (types before tables, one function that is used before it is written).

create type user_role as enum ('member', 'comedian', 'promoter', 'admin', 'photographer', 'agency');
create type experience_level as enum ('beginner', 'intermediate', 'experienced', 'professional', 'headliner');
create type application_status as enum ('pending', 'under_review', 'approved', 'rejected', 'withdrawn');
create type event_status as enum (
    'draft', 'published', 'applications_open', 'applications_closed', 'lineup_confirmed', 'completed', 'cancelled'
);
create type spot_type as enum ('opener', 'middle', 'feature', 'headliner', 'guest');
create type invoice_type as enum ('comedian_payment', 'venue_rental', 'agency_commission', 'platform_fee', 'refund');
create type invoice_status as enum ('draft', 'sent', 'paid', 'overdue', 'cancelled');
create type payment_status as enum ('pending', 'processing', 'succeeded', 'failed', 'cancelled', 'refunded');
create type notification_type as enum (
    'application_status', 'spot_assignment', 'payment_received', 'event_update', 'system_message', 'vouch_received'
);

-- Mistake 14: one deleted log-in takes the profile along, its invoices, their payments, and its events.
create table profiles (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users (id) on delete cascade,
    role user_role not null default 'member',
    name text not null,
    email text unique not null,
    stage_name text,
    avatar_url text,
    phone text,
    bio text,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint profiles_user_id_key unique (user_id),
    constraint valid_email check (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$')
);

create table comedian_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid references profiles (id) on delete cascade,
    experience_level experience_level not null default 'beginner',
    specializations text[] default '{}',
    video_samples jsonb default '{}',
    achievements text[] default '{}',
    portfolio_url text,
    rate_per_show decimal(10, 2),
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint comedian_profiles_profile_id_key unique (profile_id),
    constraint valid_portfolio_url check (portfolio_url ~ '^https?://.*')
);

create table promoter_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid references profiles (id) on delete cascade,
    company_name text not null,
    venue_affiliations text[] default '{}',
    booking_policy text,
    contact_preferences jsonb default '{}',
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint promoter_profiles_profile_id_key unique (profile_id)
);

create table agency_profiles (
    id uuid primary key default gen_random_uuid(),
    profile_id uuid references profiles (id) on delete cascade,
    agency_name text not null,
    specializations text[] default '{}',
    commission_rate decimal(5, 2) default 15.00,
    represented_comedians uuid[] default '{}',
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint agency_profiles_profile_id_key unique (profile_id),
    constraint valid_commission_rate check (commission_rate >= 0 and commission_rate <= 50)
);

-- Mistake 5: an event that has begun can no longer be changed, and a dump of this table restores no row.
create table events (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    date timestamptz not null,
    venue text not null,
    address text,
    capacity integer,
    promoter_id uuid references profiles (id) on delete cascade,
    status event_status default 'draft',
    ticket_price decimal(8, 2),
    door_split_percentage decimal(5, 2),
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint future_event_date check (date > now()),
    constraint valid_capacity check (capacity > 0),
    constraint valid_door_split check (door_split_percentage >= 0 and door_split_percentage <= 100)
);

-- Mistake 10: under_review and withdrawn are refused, and pending may carry both times.
create table applications (
    id uuid primary key default gen_random_uuid(),
    event_id uuid references events (id) on delete cascade,
    comedian_id uuid references profiles (id) on delete cascade,
    status application_status default 'pending',
    set_length integer not null,
    description text,
    applied_at timestamptz default now(),
    approved_at timestamptz,
    rejected_at timestamptz,
    constraint applications_event_comedian_key unique (event_id, comedian_id),
    constraint valid_set_length check (set_length > 0 and set_length <= 60),
    constraint status_timestamp_consistency check (
        (status = 'approved' and approved_at is not null)
        or (status = 'rejected' and rejected_at is not null)
        or (status = 'pending')
    )
);

-- Mistake 9: the order is unique and not deferrable, so that two spots cannot be swapped.
create table spot_assignments (
    id uuid primary key default gen_random_uuid(),
    event_id uuid references events (id) on delete cascade,
    comedian_id uuid references profiles (id) on delete cascade,
    spot_order integer not null,
    spot_type spot_type default 'middle',
    confirmed boolean default false,
    payment_amount decimal(8, 2),
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint spot_assignments_event_comedian_key unique (event_id, comedian_id),
    constraint spot_assignments_event_order_key unique (event_id, spot_order),
    constraint valid_spot_order check (spot_order > 0)
);

-- Mistake 18: nothing ties a spot that is confirmed to a confirmation that was declined.
create table spot_confirmations (
    id uuid primary key default gen_random_uuid(),
    assignment_id uuid references spot_assignments (id) on delete cascade,
    confirmation_deadline timestamptz not null,
    confirmed_at timestamptz,
    declined_at timestamptz,
    notes text,
    constraint spot_confirmations_assignment_key unique (assignment_id),
    constraint confirmation_xor_decline check (
        (confirmed_at is not null and declined_at is null)
        or (confirmed_at is null and declined_at is not null)
        or (confirmed_at is null and declined_at is null)
    )
);

-- Mistake 11: without a tax any total is taken. Mistake 12: sent without a date is taken, due on receipt is refused.
-- Mistake 13: paid without a date is taken.
create table invoices (
    id uuid primary key default gen_random_uuid(),
    invoice_number text unique not null,
    recipient_id uuid references profiles (id) on delete cascade,
    promoter_id uuid references profiles (id) on delete cascade,
    subtotal_amount decimal(10, 2) not null,
    tax_amount decimal(10, 2) default 0,
    total_amount decimal(10, 2) not null,
    invoice_type invoice_type default 'comedian_payment',
    status invoice_status default 'draft',
    issued_at timestamptz,
    due_date timestamptz,
    paid_at timestamptz,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    constraint valid_amounts check (
        subtotal_amount >= 0 and tax_amount >= 0 and total_amount = subtotal_amount + tax_amount
    ),
    constraint valid_due_date check (due_date > issued_at)
);

create table invoice_items (
    id uuid primary key default gen_random_uuid(),
    invoice_id uuid references invoices (id) on delete cascade,
    event_id uuid references events (id) on delete set null,
    description text not null,
    quantity integer default 1,
    unit_price decimal(8, 2) not null,
    total_price decimal(10, 2) not null,
    constraint valid_quantity check (quantity > 0),
    constraint valid_prices check (unit_price >= 0 and total_price = quantity * unit_price)
);

create table invoice_payment_links (
    id uuid primary key default gen_random_uuid(),
    invoice_id uuid references invoices (id) on delete cascade,
    stripe_payment_link_id text unique not null,
    stripe_payment_link_url text not null,
    expires_at timestamptz,
    created_at timestamptz default now(),
    constraint invoice_payment_links_invoice_key unique (invoice_id)
);

-- Mistake 15: a payment may be more than its invoice asks for.
create table invoice_payments (
    id uuid primary key default gen_random_uuid(),
    invoice_id uuid references invoices (id) on delete cascade,
    stripe_payment_intent_id text unique not null,
    amount decimal(10, 2) not null,
    currency text default 'AUD',
    status payment_status default 'pending',
    paid_at timestamptz,
    constraint valid_payment_amount check (amount > 0)
);

create table notifications (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users (id) on delete cascade,
    type notification_type not null,
    title text not null,
    message text not null,
    action_url text,
    action_label text,
    read_at timestamptz,
    created_at timestamptz default now(),
    constraint valid_action check (
        (action_url is null and action_label is null) or (action_url is not null and action_label is not null)
    )
);

-- Mistake 17: without an event the same vouch may stand twice.
create table vouches (
    id uuid primary key default gen_random_uuid(),
    voucher_id uuid references profiles (id) on delete cascade,
    comedian_id uuid references profiles (id) on delete cascade,
    event_id uuid references events (id) on delete set null,
    message text not null,
    rating integer check (rating >= 1 and rating <= 5),
    created_at timestamptz default now(),
    constraint vouches_voucher_comedian_event_key unique (voucher_id, comedian_id, event_id),
    constraint no_self_vouch check (voucher_id <> comedian_id)
);

-- Mistake 40: the secret stands in clear.
create table ticket_platforms (
    id uuid primary key default gen_random_uuid(),
    name text unique not null,
    api_endpoint text not null,
    webhook_secret text not null,
    is_active boolean default true,
    created_at timestamptz default now()
);

-- Mistake 16: the same order of a platform may come twice, and a sale of three for 100 is refused. Mistake 11 again:
-- without fees any net amount is taken.
create table ticket_sales (
    id uuid primary key default gen_random_uuid(),
    event_id uuid references events (id) on delete cascade,
    platform_id uuid references ticket_platforms (id) on delete cascade,
    external_order_id text not null,
    ticket_type text,
    quantity integer not null,
    unit_price decimal(8, 2) not null,
    total_amount decimal(10, 2) not null,
    fees_amount decimal(8, 2) default 0,
    net_amount decimal(10, 2) not null,
    sale_date timestamptz not null,
    synced_at timestamptz default now(),
    constraint valid_ticket_quantities check (quantity > 0),
    constraint valid_ticket_amounts check (
        unit_price >= 0 and total_amount = quantity * unit_price and net_amount = total_amount - fees_amount
    )
);
