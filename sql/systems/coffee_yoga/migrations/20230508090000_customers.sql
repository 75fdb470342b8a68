-- migrate:up
-- title: Customers
-- why: who comes for coffee, with points for coming again. Before orders: those name them.

create table coffee.customers (
    id uuid primary key default gen_random_uuid(),
    account_id uuid unique references public.accounts (id) on delete set null,
    first_name text not null,
    last_name text not null,
    email text not null,
    phone text,
    date_of_birth date,
    loyalty_points integer not null default 0,
    total_spent numeric(10, 2) not null default 0,
    visit_count integer not null default 0,
    last_visit timestamptz,
    preferences jsonb not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint customers_loyalty_points_not_negative check (loyalty_points >= 0)
);

comment on table coffee.customers is 'Who comes for coffee';

create unique index customers_email_key on coffee.customers (lower(email));
create index customers_created_at_id_idx on coffee.customers (created_at desc, id desc);

alter table coffee.customers enable row level security;

create trigger touch before update on coffee.customers
for each row execute function private.touch_updated_at();

-- migrate:down
drop table coffee.customers;
