-- migrate:up
-- title: Stock and its alerts
-- why: what is left, and who must be told when it runs low.

create table coffee.inventory (
    id uuid primary key default gen_random_uuid(),
    -- Unique: with two rows for one product, every sale counted twice.
    product_id uuid not null unique references coffee.products (id) on delete cascade,
    current_stock integer not null default 0,
    min_threshold integer not null default 10,
    max_capacity integer,
    unit_of_measure text not null default 'each',
    cost_per_unit numeric(10, 2),
    last_restocked timestamptz,
    updated_at timestamptz not null default now(),
    constraint inventory_stock_within_bounds check (
        current_stock between 0 and coalesce(max_capacity, current_stock)
    ),
    constraint inventory_threshold_not_negative check (min_threshold >= 0)
);

-- The description inserts here with every sale and defines the table nowhere: each order would fail.
create table coffee.inventory_alerts (
    id uuid primary key default gen_random_uuid(),
    product_id uuid not null references coffee.products (id) on delete cascade,
    alert_type text not null,
    message text not null,
    created_at timestamptz not null default now(),
    acknowledged_at timestamptz,
    constraint inventory_alerts_type_known check (alert_type in ('low_stock', 'out_of_stock'))
);

comment on table coffee.inventory is 'Stock of each product that is counted';
comment on table coffee.inventory_alerts is 'Stock at or below its threshold; one open alert a product and kind';

create unique index inventory_alerts_one_open_key on coffee.inventory_alerts (product_id, alert_type)
where acknowledged_at is null;
create index inventory_alerts_product_id_idx on coffee.inventory_alerts (product_id);

alter table coffee.inventory enable row level security;
alter table coffee.inventory_alerts enable row level security;

create trigger touch before update on coffee.inventory
for each row execute function private.touch_updated_at();

-- migrate:down
drop table coffee.inventory_alerts;
drop table coffee.inventory;
