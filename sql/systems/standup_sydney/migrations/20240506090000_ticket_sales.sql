-- title: Ticket platforms and sales
-- why: what other platforms sold for us, copied order by order.

create table public.ticket_platforms (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    api_endpoint text not null,
    -- The name of the secret in the vault, never the secret itself.
    webhook_secret_ref text not null,
    is_active boolean not null default true,
    created_at timestamptz not null default now()
);

create table public.ticket_sales (
    id uuid primary key default gen_random_uuid(),
    event_id uuid not null references public.events (id) on delete restrict,
    platform_id uuid not null references public.ticket_platforms (id) on delete restrict,
    external_order_id text not null,
    ticket_type text,
    quantity integer not null,
    unit_price numeric(8, 2) not null,
    discount_amount numeric(8, 2) not null default 0,
    total_amount numeric(10, 2) not null,
    fees_amount numeric(8, 2) not null default 0,
    net_amount numeric(10, 2) not null,
    sale_date timestamptz not null,
    synced_at timestamptz not null default now(),
    -- A webhook that comes twice must not count twice.
    constraint ticket_sales_once unique nulls not distinct (platform_id, external_order_id, ticket_type),
    constraint ticket_sales_quantity_positive check (quantity > 0),
    constraint ticket_sales_amounts_add_up check (
        unit_price >= 0
        and discount_amount >= 0
        and fees_amount >= 0
        and total_amount = quantity * unit_price - discount_amount
        and net_amount = total_amount - fees_amount
    )
);

comment on table public.ticket_platforms is 'Who sells tickets for us';
comment on table public.ticket_sales is 'Orders as the platforms reported them. Never deleted';

create index ticket_sales_event_id_idx on public.ticket_sales (event_id);
create index ticket_sales_sale_date_id_idx on public.ticket_sales (sale_date desc, id desc);

alter table public.ticket_platforms enable row level security;
alter table public.ticket_sales enable row level security;

-- ROLLBACK
-- drop table public.ticket_sales;
-- drop table public.ticket_platforms;
