-- title: Sample invoices, payments and ticket sales
-- why: each spot of a night that is over was invoiced; most of it is paid, some is late, some was given back.

create temporary table demo_invoice on commit drop as
select
    row_number() over (order by event_n, place) as n,
    event_n,
    place,
    comedian_n,
    days,
    fee,
    md5('invoice-' || event_n || '-' || place) as hash,
    pg_temp.midnight() + make_interval(days => days + 1) as issued_at
from demo_spot
where event_status = 'completed';

alter table demo_invoice add column status text, add column travel numeric(8, 2), add column gst numeric(8, 2);
update demo_invoice
set
    status = case
        when n % 17 = 0 then 'cancelled'
        when days > -4 and n % 3 = 0 then 'draft'
        when n % 23 = 0 then 'overdue'
        when days > -14 then 'sent'
        else 'paid'
    end,
    travel = case when n % 5 = 0 then 2 * 12.50 else 0 end;
update demo_invoice set gst = case when n % 2 = 0 then round((fee + travel) / 10, 2) else 0 end;

insert into public.invoices (
    id, invoice_number, recipient_id, promoter_id, subtotal_amount, tax_amount, total_amount, invoice_type, status,
    issued_at, due_date, paid_at, cancelled_at, created_at, updated_at
)
select
    hash::uuid,
    'INV-' || to_char(issued_at, 'YYYY') || '-' || lpad(n::text, 5, '0'),
    md5('profile-' || comedian_n)::uuid,
    events.promoter_id,
    fee + travel,
    gst,
    fee + travel + gst,
    'comedian_payment',
    demo_invoice.status::public.invoice_status,
    case when demo_invoice.status <> 'draft' then issued_at end,
    case when demo_invoice.status <> 'draft' then issued_at + interval '14 days' end,
    case when demo_invoice.status = 'paid' then issued_at + make_interval(days => 1 + (n % 12)::integer) end,
    case when demo_invoice.status = 'cancelled' then issued_at + interval '2 days' end,
    issued_at,
    issued_at + interval '2 days'
from demo_invoice
inner join public.events on events.id = md5('event-' || event_n)::uuid
order by n;

insert into public.invoice_items (id, invoice_id, event_id, description, quantity, unit_price, total_price)
select
    md5('item-' || n || '-' || line.place)::uuid,
    hash::uuid,
    md5('event-' || event_n)::uuid,
    line.description,
    line.quantity,
    line.unit_price,
    line.quantity * line.unit_price
from demo_invoice
cross join
    lateral (
        values
        (1, case when n % 40 = 0 then 'Set; "incl. encore" [/] – ½ fee' else 'Set' end, 1, fee),
        (2, 'Travel, each way', 2, 12.50)
    ) as line (place, description, quantity, unit_price)
where line.place = 1 or travel > 0
order by n, line.place;

insert into public.invoice_payment_links (
    id, invoice_id, stripe_payment_link_id, stripe_payment_link_url, expires_at, revoked_at, created_at
)
select
    md5('link-' || n || '-' || old)::uuid,
    hash::uuid,
    'plink_' || left(md5('link-' || n || '-' || old), 24),
    'https://pay.example/' || left(md5('link-' || n || '-' || old), 16),
    issued_at + make_interval(days => 30 * (2 - old)),
    case when old = 1 then issued_at + interval '10 days' end,
    issued_at + make_interval(days => 10 * (1 - old))
from demo_invoice
cross join generate_series(0, 1) as old
where status in ('sent', 'overdue', 'paid') and (old = 0 or n % 9 = 0)
order by n, old;

insert into public.invoice_payments (
    id, invoice_id, stripe_payment_intent_id, amount, status, paid_at, created_at
)
select
    md5('payment-' || n || '-' || attempt.state)::uuid,
    hash::uuid,
    'pi_' || left(md5('payment-' || n || '-' || attempt.state), 24),
    fee + travel + gst,
    attempt.state::public.payment_status,
    case when attempt.state = 'succeeded' then issued_at + make_interval(days => 1 + (n % 12)::integer) end,
    issued_at + make_interval(days => (n % 12)::integer)
from demo_invoice
cross join lateral (values ('succeeded'), ('failed'), ('processing')) as attempt (state)
where
    (attempt.state = 'succeeded' and status = 'paid')
    or (attempt.state = 'failed' and status in ('paid', 'overdue') and n % 6 = 0)
    or (attempt.state = 'processing' and status = 'sent' and n % 4 = 0)
order by n, attempt.state;

insert into public.ticket_platforms (id, name, api_endpoint, webhook_secret_ref, is_active, created_at)
select
    md5('platform-' || platform.name)::uuid,
    platform.name,
    'https://api.' || platform.host || '.example/v3',
    'vault:' || platform.host || '_webhook',
    platform.is_active,
    pg_temp.midnight() - interval '900 days'
from (
    values
    ('Humanitix', 'humanitix', true), ('Eventbrite', 'eventbrite', true), ('Try "Booking"', 'try', true),
    ('OldTix', 'oldtix', false)
) as platform (name, host, is_active);

-- Orders of one to four seats, until a part of the room that hangs on the night is sold. Free nights sell nothing.
create temporary table demo_sale on commit drop as
with ordered as (
    select
        demo_event.n as event_n,
        j,
        md5('sale-' || demo_event.n || '-' || j) as hash,
        1 + pg_temp.pick(md5('sale-' || demo_event.n || '-' || j), 1, 4) as quantity,
        demo_event.days,
        events.ticket_price,
        events.capacity * (40 + pg_temp.pick(demo_event.hash, 12, 61)) / 100 as most
    from demo_event
    inner join public.events on demo_event.id = events.id
    cross join generate_series(1, 90) as j
    where events.ticket_price > 0 and demo_event.status not in ('draft', 'cancelled', 'published')
),

counted as (
    select
        ordered.*,
        sum(ordered.quantity) over (partition by ordered.event_n order by ordered.j) as sold
    from ordered
)

select * from counted
where sold <= most and j <= case when days > 10 then 12 else 90 end;

insert into public.ticket_sales (
    id, event_id, platform_id, external_order_id, ticket_type, quantity, unit_price, discount_amount, total_amount,
    fees_amount, net_amount, sale_date, synced_at
)
select
    hash::uuid,
    md5('event-' || event_n)::uuid,
    md5('platform-' || (array['Humanitix', 'Eventbrite', 'Try "Booking"'])[1 + pg_temp.pick(hash, 3, 3)])::uuid,
    'ORD-' || upper(left(hash, 10)),
    case when pg_temp.pick(hash, 5, 6) > 0 then (array['General', 'Early bird', 'Concession'])[1 + j % 3] end,
    quantity,
    ticket_price,
    discount,
    quantity * ticket_price - discount,
    quantity * 1.10,
    quantity * ticket_price - discount - quantity * 1.10,
    sold_at,
    sold_at + interval '5 minutes'
from demo_sale
cross join
    lateral (
        select
            case when pg_temp.pick(hash, 8, 10) = 0 then round(quantity * ticket_price / 5, 2) else 0 end as discount,
            pg_temp.midnight()
            + make_interval(days => least(days, 0) - pg_temp.pick(hash, 10, 25), mins => -pg_temp.pick(hash, 12, 1400))
                as sold_at
    ) as computed
order by event_n, j;
