-- migrate:up
-- title: Packages and members
-- why: who may come, how often, until when. What is medical here is nobody's business but the instructor's.

create table yoga.membership_packages (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    price numeric(10, 2) not null,
    billing_cycle text,
    -- Empty: as many as one likes.
    classes_included integer,
    validity_days integer,
    can_freeze boolean not null default false,
    max_freeze_days integer not null default 0,
    auto_renew boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint membership_packages_price_not_negative check (price >= 0),
    constraint membership_packages_cycle_known check (
        billing_cycle in ('monthly', 'quarterly', 'annually', 'one_time')
    ),
    constraint membership_packages_classes_positive check (classes_included > 0),
    constraint membership_packages_validity_positive check (validity_days > 0),
    constraint membership_packages_freeze_days check (can_freeze or max_freeze_days = 0)
);

create table yoga.members (
    id uuid primary key default gen_random_uuid(),
    account_id uuid unique references public.accounts (id) on delete set null,
    first_name text not null,
    last_name text not null,
    email text not null,
    phone text,
    date_of_birth date,
    emergency_contact_name text,
    emergency_contact_phone text,
    medical_conditions text,
    experience_level text,
    membership_type text,
    package_id uuid references yoga.membership_packages (id) on delete restrict,
    membership_status text not null default 'active',
    membership_start_date date,
    membership_end_date date,
    classes_remaining integer not null default 0,
    total_classes_attended integer not null default 0,
    preferences jsonb not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint members_experience_known check (experience_level in ('beginner', 'intermediate', 'advanced')),
    constraint members_status_known check (membership_status in ('active', 'suspended', 'cancelled')),
    constraint members_end_after_start check (membership_end_date >= membership_start_date),
    constraint members_classes_not_negative check (classes_remaining >= 0)
);

comment on table yoga.membership_packages is 'What one can buy';
comment on table yoga.members is 'Who comes to class';

create unique index members_email_key on yoga.members (lower(email));
create index members_package_id_idx on yoga.members (package_id);
create index members_active_end_date_idx on yoga.members (membership_end_date) where membership_status = 'active';

alter table yoga.membership_packages enable row level security;
alter table yoga.members enable row level security;

create trigger touch before update on yoga.membership_packages
for each row execute function private.touch_updated_at();
create trigger touch before update on yoga.members
for each row execute function private.touch_updated_at();
create trigger zz_status before update of membership_status on yoga.members
for each row execute function private.enforce_transition('membership_status');

call private.add_transitions(
    'yoga.members', 'membership_status',
    'active>suspended|cancelled!', 'suspended>active', 'cancelled>active!', 'suspended>cancelled!'
);

-- migrate:down
delete from private.state_transition
where table_id = 'yoga.members'::regclass;
drop table yoga.members;
drop table yoga.membership_packages;
