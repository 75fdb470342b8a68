-- title: Rows that these tables take and should not
-- why: what the mistakes lead to, for whoever looks for it in the rows. Times count from the load: mistake 5 refuses
-- any other.

insert into auth.users (id, email) values
('00000000-0000-4000-8000-000000000001', 'ada@example.com'),
('00000000-0000-4000-8000-000000000002', 'ben@example.com'),
('00000000-0000-4000-8000-000000000003', 'cleo@example.com');

insert into profiles (id, user_id, role, name, email) values
('10000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'promoter', 'Ada', 'ada@example.com'),
('10000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000002', 'comedian', 'Ben', 'ben@example.com'),
(
    '10000000-0000-4000-8000-000000000003',
    '00000000-0000-4000-8000-000000000003',
    'comedian',
    'Cleo',
    'cleo@example.com'
);

-- The first of them has begun a moment after it was entered: from now on nothing of it can be changed.
insert into events (id, name, date, venue, capacity, promoter_id, status) values
(
    '20000000-0000-4000-8000-000000000001', 'Tonight at the Cellar', now() + interval '1 millisecond', 'The Cellar', 80,
    '10000000-0000-4000-8000-000000000001', 'lineup_confirmed'
),
(
    '20000000-0000-4000-8000-000000000002', 'Next month at the Loft', now() + interval '30 days', 'The Loft', 120,
    '10000000-0000-4000-8000-000000000001', 'applications_open'
);

-- Mistake 10: pending, approved and rejected at the same time.
insert into applications (event_id, comedian_id, status, set_length, approved_at, rejected_at) values
(
    '20000000-0000-4000-8000-000000000002', '10000000-0000-4000-8000-000000000002', 'pending', 10,
    now() - interval '2 days', now() - interval '1 day'
);

-- Mistake 18: confirmed here, declined there. The second one is as it should be.
insert into spot_assignments (id, event_id, comedian_id, spot_order, confirmed, payment_amount) values
(
    '30000000-0000-4000-8000-000000000001', '20000000-0000-4000-8000-000000000001',
    '10000000-0000-4000-8000-000000000002', 1, true, 150
),
(
    '30000000-0000-4000-8000-000000000002', '20000000-0000-4000-8000-000000000001',
    '10000000-0000-4000-8000-000000000003', 2, true, 200
);
insert into spot_confirmations (assignment_id, confirmation_deadline, confirmed_at, declined_at) values
('30000000-0000-4000-8000-000000000001', now() - interval '3 days', null, now() - interval '4 days'),
('30000000-0000-4000-8000-000000000002', now() - interval '3 days', now() - interval '5 days', null);

insert into invoices (
    id, invoice_number, recipient_id, promoter_id, subtotal_amount, tax_amount, total_amount, status, issued_at,
    due_date, paid_at
) values
-- Mistake 11: no tax, and a total that nothing explains.
(
    '40000000-0000-4000-8000-000000000001', 'INV-1001', '10000000-0000-4000-8000-000000000002',
    '10000000-0000-4000-8000-000000000001', 100, null, 999999, 'sent', now() - interval '20 days',
    now() - interval '6 days', null
),
-- Mistake 12: sent, and never issued. Its items are 90 and its subtotal is 100.
(
    '40000000-0000-4000-8000-000000000002', 'INV-1002', '10000000-0000-4000-8000-000000000003',
    '10000000-0000-4000-8000-000000000001', 100, 10, 110, 'sent', null, now() + interval '9 days', null
),
-- Mistakes 13 and 15: paid without a date, by 500 for 110.
(
    '40000000-0000-4000-8000-000000000003', 'INV-1003', '10000000-0000-4000-8000-000000000003',
    '10000000-0000-4000-8000-000000000001', 100, 10, 110, 'paid', now() - interval '9 days', now() + interval '5 days',
    null
);
insert into invoice_items (invoice_id, event_id, description, quantity, unit_price, total_price) values
('40000000-0000-4000-8000-000000000002', null, 'Opening spot', 1, 90, 90),
('40000000-0000-4000-8000-000000000003', null, 'Headline spot', 1, 100, 100);
insert into invoice_payments (invoice_id, stripe_payment_intent_id, amount, status, paid_at) values
('40000000-0000-4000-8000-000000000003', 'pi_as_written_1', 500, 'succeeded', null);

-- Mistake 17: the same vouch twice.
insert into vouches (voucher_id, comedian_id, event_id, message, rating)
select
    '10000000-0000-4000-8000-000000000001',
    '10000000-0000-4000-8000-000000000002',
    null,
    'Funny, and on time.',
    5
from generate_series(1, 2);

insert into ticket_platforms (id, name, api_endpoint, webhook_secret) values
('50000000-0000-4000-8000-000000000001', 'Boxoffice', 'https://tickets.example.com/api', 'not-a-real-secret');

-- Mistake 16: the same order twice. Mistake 11: without fees, a net amount above the total.
insert into ticket_sales (
    event_id, platform_id, external_order_id, ticket_type, quantity, unit_price, total_amount, fees_amount, net_amount,
    sale_date
)
select
    '20000000-0000-4000-8000-000000000002',
    '50000000-0000-4000-8000-000000000001',
    'ORDER-77',
    'general',
    2,
    25,
    50,
    case when n = 1 then 5 end,
    case when n = 1 then 45 else 60 end,
    now() - interval '2 days'
from generate_series(1, 2) as n;
