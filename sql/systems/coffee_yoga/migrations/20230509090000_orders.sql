-- migrate:up
-- title: Orders
-- why: what was ordered, made, paid and handed over. Stock falls with each line and comes back with a cancellation.

create table coffee.orders (
    id uuid primary key default gen_random_uuid(),
    customer_id uuid references coffee.customers (id) on delete restrict,
    order_number text not null unique,
    status text not null default 'pending',
    order_type text not null,
    subtotal numeric(10, 2) not null,
    tax_amount numeric(10, 2) not null,
    total_amount numeric(10, 2) not null,
    payment_method text,
    payment_status text not null default 'pending',
    special_instructions text,
    estimated_ready_time timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    cancellation_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint orders_status_known check (status in ('pending', 'preparing', 'ready', 'completed', 'cancelled')),
    constraint orders_type_known check (order_type in ('dine_in', 'takeaway', 'delivery')),
    constraint orders_payment_status_known check (payment_status in ('pending', 'paid', 'refunded')),
    constraint orders_amounts_add_up check (
        subtotal >= 0 and tax_amount >= 0 and total_amount = subtotal + tax_amount
    ),
    constraint orders_completed_has_its_time check ((status = 'completed') = (completed_at is not null)),
    constraint orders_cancelled_has_its_time check ((status = 'cancelled') = (cancelled_at is not null))
);

create table coffee.order_items (
    id uuid primary key default gen_random_uuid(),
    order_id uuid not null references coffee.orders (id) on delete cascade,
    product_id uuid not null references coffee.products (id) on delete restrict,
    quantity integer not null default 1,
    base_price numeric(10, 2) not null,
    customizations jsonb not null default '[]',
    item_total numeric(10, 2) not null,
    special_instructions text,
    created_at timestamptz not null default now(),
    constraint order_items_quantity_positive check (quantity > 0),
    constraint order_items_total_not_negative check (item_total >= 0)
);

comment on table coffee.orders is 'Orders. Never deleted: a financial record';
comment on table coffee.order_items is 'The lines of an order, with the prices of that day';

create index orders_customer_id_created_at_idx on coffee.orders (customer_id, created_at desc);
create index orders_created_at_id_idx on coffee.orders (created_at desc, id desc);
create index orders_kitchen_idx on coffee.orders (created_at) where status in ('pending', 'preparing');
create index order_items_order_id_idx on coffee.order_items (order_id);
create index order_items_product_id_idx on coffee.order_items (product_id);

alter table coffee.orders enable row level security;
alter table coffee.order_items enable row level security;

create function private.move_stock() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if tg_op in ('UPDATE', 'DELETE') then
        update coffee.inventory
        set current_stock = inventory.current_stock + old.quantity
        where inventory.product_id = old.product_id;
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        update coffee.inventory
        set current_stock = inventory.current_stock - new.quantity
        where inventory.product_id = new.product_id;
        insert into coffee.inventory_alerts (product_id, alert_type, message)
        select
            inventory.product_id,
            case when inventory.current_stock = 0 then 'out_of_stock' else 'low_stock' end,
            pg_catalog.format('%s left, the threshold is %s', inventory.current_stock, inventory.min_threshold)
        from coffee.inventory
        where inventory.product_id = new.product_id and inventory.current_stock <= inventory.min_threshold
        on conflict do nothing;
    end if;
    return null;
end
$$;

-- Only before anybody began to make it: what is made is gone.
create function private.restock_cancelled() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    update coffee.inventory
    set current_stock = least(
        inventory.current_stock + back.quantity,
        coalesce(inventory.max_capacity, inventory.current_stock + back.quantity)
    )
    from (
        select order_items.product_id, pg_catalog.sum(order_items.quantity)::integer as quantity
        from coffee.order_items
        where order_items.order_id = new.id
        group by order_items.product_id
    ) as back
    where inventory.product_id = back.product_id;
    return null;
end
$$;

create trigger move_stock after insert or update of quantity, product_id or delete on coffee.order_items
for each row execute function private.move_stock();
create trigger restock after update of status on coffee.orders
for each row when (new.status = 'cancelled' and old.status = 'pending')
execute function private.restock_cancelled();
create trigger touch before update on coffee.orders
for each row execute function private.touch_updated_at();
create trigger zz_status before update of status on coffee.orders
for each row execute function private.enforce_transition('status');
create trigger zz_payment_status before update of payment_status on coffee.orders
for each row execute function private.enforce_transition('payment_status');

call private.add_transitions(
    'coffee.orders', 'status',
    'pending>preparing', 'preparing>ready', 'ready>completed', 'pending|preparing|ready>cancelled!'
);
call private.add_transitions('coffee.orders', 'payment_status', 'pending>paid', 'paid>refunded!');

-- migrate:down
delete from private.state_transition
where table_id = 'coffee.orders'::regclass;
drop table coffee.order_items;
drop table coffee.orders;
drop function private.restock_cancelled();
drop function private.move_stock();
