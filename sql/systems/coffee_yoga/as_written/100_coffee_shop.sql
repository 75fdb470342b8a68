-- title: The coffee shop as its description writes it
-- why: a patient: each mistake has the number that it has in sql/systems/mistakes.toml. Mistake 26, corrected so that
-- it loads: customers come before the orders that point at them. The sample of a rollback is left out: it drops them.

create function update_updated_at_column() returns trigger
language plpgsql
as $$
begin
    new.updated_at = now();
    return new;
end
$$;

create table categories (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    parent_id uuid references categories (id),
    sort_order integer default 0,
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

create table products (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text,
    base_price decimal(10, 2) not null,
    category_id uuid references categories (id) not null,
    sku text unique,
    image_url text,
    is_available boolean default true,
    requires_preparation boolean default false,
    preparation_time integer default 0,
    allergens text[],
    nutritional_info jsonb,
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

create table product_variants (
    id uuid primary key default gen_random_uuid(),
    product_id uuid references products (id) on delete cascade,
    variant_type text not null,
    variant_value text not null,
    price_modifier decimal(10, 2) default 0,
    is_default boolean default false,
    is_active boolean default true,
    created_at timestamp with time zone default now()
);

-- Mistake 29: two rows for one product are taken, and an order takes its quantity from both.
create table inventory (
    id uuid primary key default gen_random_uuid(),
    product_id uuid references products (id) not null,
    current_stock integer not null default 0,
    min_threshold integer default 10,
    max_capacity integer,
    unit_of_measure text default 'each',
    cost_per_unit decimal(10, 2),
    last_restocked timestamp with time zone,
    updated_at timestamp with time zone default now()
);

create table customers (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users (id) unique,
    first_name text not null,
    last_name text not null,
    email text unique not null,
    phone text,
    date_of_birth date,
    loyalty_points integer default 0,
    total_spent decimal(10, 2) default 0,
    visit_count integer default 0,
    last_visit timestamp with time zone,
    preferences jsonb,
    is_active boolean default true,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

create table orders (
    id uuid primary key default gen_random_uuid(),
    customer_id uuid references customers (id),
    order_number text unique not null,
    status text check (status in ('pending', 'preparing', 'ready', 'completed', 'cancelled')) default 'pending',
    order_type text check (order_type in ('dine_in', 'takeaway', 'delivery')) not null,
    subtotal decimal(10, 2) not null,
    tax_amount decimal(10, 2) not null,
    tip_amount decimal(10, 2) default 0,
    total_amount decimal(10, 2) not null,
    payment_method text,
    payment_status text check (payment_status in ('pending', 'paid', 'refunded')) default 'pending',
    special_instructions text,
    estimated_ready_time timestamp with time zone,
    completed_at timestamp with time zone,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now()
);

create table order_items (
    id uuid primary key default gen_random_uuid(),
    order_id uuid references orders (id) on delete cascade,
    product_id uuid references products (id) not null,
    quantity integer not null default 1,
    base_price decimal(10, 2) not null,
    customizations jsonb,
    item_total decimal(10, 2) not null,
    special_instructions text,
    created_at timestamp with time zone default now()
);

-- Mistake 26: nobody makes inventory_alerts, so that every order item fails when it is entered.
create function update_inventory_after_order() returns trigger
language plpgsql
as $$
begin
    update inventory
    set current_stock = current_stock - new.quantity, updated_at = now()
    where product_id = new.product_id;

    insert into inventory_alerts (product_id, alert_type, message)
    select i.product_id, 'low_stock', 'Stock below minimum threshold: ' || i.current_stock || ' remaining'
    from inventory i
    where i.product_id = new.product_id and i.current_stock <= i.min_threshold;

    return new;
end
$$;

create trigger inventory_update_trigger after insert on order_items
for each row execute function update_inventory_after_order();

-- Mistake 11: without a tip any total is taken.
alter table orders add constraint check_order_total check (total_amount = subtotal + tax_amount + tip_amount);
alter table inventory add constraint check_positive_stock check (current_stock >= 0);
