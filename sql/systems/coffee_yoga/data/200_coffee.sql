-- title: Sample menu, stock and orders
-- why: six weeks over the counter: some is in the kitchen right now, some was called off, some products run low.

insert into coffee.categories (id, name, description, parent_id, sort_order, created_at, updated_at)
select
    md5('category-' || category.name)::uuid,
    category.name,
    category.description,
    case when category.parent is not null then md5('category-' || category.parent)::uuid end,
    category.place,
    pg_temp.midnight() - interval '800 days',
    pg_temp.midnight() - interval '90 days'
from (
    values
    (1, 'Drinks', 'Hot and cold', null), (2, 'Coffee', 'By the barista', 'Drinks'), (3, 'Tea', 'In a pot', 'Drinks'),
    (4, 'Food', 'Made here', null), (5, 'Cakes', 'Until they are gone', 'Food'), (6, 'Beans & "merch"', null, null)
) as category (place, name, description, parent);

create temporary table demo_product on commit drop as
select
    product.*,
    md5('product-' || product.n)::uuid as id
from (
    values
    (1, 'Flat white', 'Coffee', 4.80, 4), (2, 'Espresso', 'Coffee', 3.50, 2), (3, 'Long black', 'Coffee', 4.20, 3),
    (4, 'Cappuccino', 'Coffee', 4.80, 4), (5, 'Piccolo', 'Coffee', 4.40, 3), (6, 'Mocha', 'Coffee', 5.50, 5),
    (7, 'Cold brew', 'Coffee', 6.00, 0), (8, 'Chai "masala"', 'Tea', 5.20, 5), (9, 'Sencha 煎茶', 'Tea', 5.00, 4),
    (10, 'Peppermint', 'Tea', 4.50, 4), (11, 'Banana bread', 'Cakes', 6.50, 2), (12, 'Lamington', 'Cakes', 5.00, 0),
    (13, 'Crème brûlée tart', 'Cakes', 7.50, 0), (14, 'Avocado toast', 'Food', 14.00, 8),
    (15, 'Toastie [cheese/ham]', 'Food', 11.00, 6), (16, 'Acai bowl', 'Food', 15.50, 6),
    (17, 'House blend, 250 g', 'Beans & "merch"', 18.00, 0), (18, 'Keep cup', 'Beans & "merch"', 24.00, 0)
) as product (n, name, category, price, minutes);

insert into coffee.products (
    id,
    name,
    description,
    base_price,
    category_id,
    sku,
    is_available,
    requires_preparation,
    preparation_time,
    allergens,
    nutritional_info, created_at, updated_at
)
select
    id,
    name,
    case when n = 16 then 'Contains: berries; 100% "superfood"' end,
    price,
    md5('category-' || category)::uuid,
    'CY-' || lpad(n::text, 4, '0'),
    n <> 13,
    minutes > 0,
    minutes,
    case when n in (1, 4, 5, 6) then array['milk'] when n between 11 and 15 then array['gluten', 'egg'] else '{}' end,
    case when n > 10 and n < 17 then jsonb_build_object('kJ', 900 + 100 * n) end,
    pg_temp.midnight() - interval '800 days',
    pg_temp.midnight() - interval '60 days'
from demo_product
order by n;

insert into coffee.product_variants (
    id, product_id, variant_type, variant_value, price_modifier, is_default, created_at
)
select
    md5('variant-' || n || choice.name)::uuid,
    id,
    choice.kind,
    choice.name,
    choice.more,
    choice.more = 0,
    pg_temp.midnight() - interval '800 days'
from demo_product
cross join (
    values
    ('size', 'regular', 0.00), ('size', 'large', 0.80), ('milk', 'full cream', 0.00), ('milk', 'oat', 0.70)
) as choice (kind, name, more)
where category = 'Coffee'
order by n, choice.name;

insert into coffee.inventory (
    id, product_id, current_stock, min_threshold, max_capacity, unit_of_measure, cost_per_unit, last_restocked,
    updated_at
)
select
    md5('stock-' || n)::uuid,
    id,
    case n when 13 then 0 when 12 then 4 when 17 then 10 else 30 + 7 * n end,
    10,
    400,
    case when n = 17 then 'bag' else 'each' end,
    round(price / 3, 2),
    pg_temp.midnight() - make_interval(days => n % 6),
    pg_temp.midnight()
from demo_product
where n > 10
order by n;

insert into coffee.inventory_alerts (id, product_id, alert_type, message, created_at, acknowledged_at)
select
    md5('alert-' || inventory.id || past)::uuid,
    inventory.product_id,
    case when inventory.current_stock = 0 then 'out_of_stock' else 'low_stock' end,
    inventory.current_stock || ' left, the threshold is ' || inventory.min_threshold,
    pg_temp.midnight() - make_interval(days => 1 + 14 * past),
    case when past = 1 then pg_temp.midnight() - interval '14 days' end
from coffee.inventory
cross join generate_series(0, 1) as past
where inventory.current_stock <= inventory.min_threshold;

create temporary table demo_order on commit drop as
select
    n,
    md5('order-' || n) as hash,
    md5('order-' || n)::uuid as id,
    -- The last twelve came this morning.
    case
        when n <= 12 then pg_temp.midnight() + make_interval(mins => 6 * 60 - 4 * n)
        else pg_temp.midnight() - make_interval(days => n % 42, mins => pg_temp.pick(md5('order-' || n), 2, 600))
    end as created_at,
    case
        when n <= 4 then 'pending'
        when n <= 7 then 'preparing'
        when n <= 9 then 'ready'
        when n % 19 = 0 then 'cancelled'
        else 'completed'
    end as status
from generate_series(1, 600 * pg_temp.scale()) as n;

create temporary table demo_line on commit drop as
select
    demo_order.n as order_n,
    line,
    demo_product.id as product_id,
    demo_product.price,
    1 + pg_temp.pick(demo_order.hash, 3 + line, 6) / 5 as quantity,
    pg_temp.pick(demo_order.hash, 10 + line, 4) = 0 and demo_product.category = 'Coffee' as with_oat
from demo_order
cross join generate_series(1, 3) as line
inner join demo_product on demo_product.n = 1 + pg_temp.pick(demo_order.hash, 6 + 3 * line, 18)
where line <= 1 + pg_temp.pick(demo_order.hash, 5, 3);

insert into coffee.orders (
    id, customer_id, order_number, status, order_type, subtotal, tax_amount, tip_amount, total_amount, payment_method,
    payment_status, special_instructions, estimated_ready_time, completed_at, cancelled_at, cancellation_reason,
    created_at, updated_at
)
select
    demo_order.id,
    case when n % 4 <> 3 then md5('customer-' || 1 + pg_temp.pick(hash, 8, 200 * pg_temp.scale()))::uuid end,
    'ORD-' || to_char(created_at, 'YYMMDD') || '-' || lpad(n::text, 4, '0'),
    status,
    (array['takeaway', 'takeaway', 'dine_in', 'delivery'])[1 + pg_temp.pick(hash, 12, 4)],
    total.subtotal,
    round(total.subtotal / 10, 2),
    case when n % 8 = 0 then 1.50 else 0 end,
    total.subtotal + round(total.subtotal / 10, 2) + case when n % 8 = 0 then 1.50 else 0 end,
    (array['card', 'cash', 'phone'])[1 + n % 3],
    case when status = 'cancelled' and n % 2 = 0 then 'refunded' when n <= 2 then 'pending' else 'paid' end,
    case n % 50
        when 1 then 'Extra hot; "not burnt" this time'
        when 2 then '[/] no sugar [red]!!![/red]'
        when 3 then 'بدون سكر'
        when 4 then '🥛➡️🥥'
    end,
    created_at + interval '8 minutes',
    case when status = 'completed' then created_at + interval '9 minutes' end,
    case when status = 'cancelled' then created_at + interval '3 minutes' end,
    case when status = 'cancelled' then 'customer left' end,
    created_at,
    created_at + interval '9 minutes'
from demo_order
inner join (
    select
        order_n,
        sum(quantity * (price + case when with_oat then 0.70 else 0 end)) as subtotal
    from demo_line
    group by order_n
) as total on demo_order.n = total.order_n
order by n;

insert into coffee.order_items (
    id, order_id, product_id, quantity, base_price, customizations, item_total, created_at
)
select
    md5('line-' || demo_line.order_n || '-' || line)::uuid,
    demo_order.id,
    demo_line.product_id,
    quantity,
    price,
    case when with_oat then '[{"milk": "oat", "price": 0.70}]'::jsonb else '[]' end,
    quantity * (price + case when with_oat then 0.70 else 0 end),
    demo_order.created_at
from demo_line
inner join demo_order on demo_line.order_n = demo_order.n
order by demo_line.order_n, line;

-- What nothing in the description keeps: points, visits and money spent.
update coffee.customers
set
    loyalty_points = floor(known.spent),
    total_spent = known.spent,
    visit_count = known.visits,
    last_visit = known.latest
from (
    select
        orders.customer_id,
        sum(orders.total_amount) as spent,
        count(*) as visits,
        max(orders.created_at) as latest
    from coffee.orders
    where orders.status = 'completed'
    group by orders.customer_id
) as known
where customers.id = known.customer_id;
