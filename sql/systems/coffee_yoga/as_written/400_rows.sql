-- title: Rows that these tables take and should not
-- why: what the mistakes lead to, for whoever looks for it in the rows.

insert into categories (id, name) values ('10000000-0000-4000-8000-000000000001', 'Coffee');
insert into products (id, name, base_price, category_id, sku) values
('20000000-0000-4000-8000-000000000001', 'Flat white', 4.50, '10000000-0000-4000-8000-000000000001', 'FW-1');

-- Mistake 29: two stocks of one product.
insert into inventory (product_id, current_stock) values
('20000000-0000-4000-8000-000000000001', 12),
('20000000-0000-4000-8000-000000000001', 40);

insert into customers (id, first_name, last_name, email) values
('30000000-0000-4000-8000-000000000001', 'Dora', 'Lane', 'dora@example.com');

-- Mistake 11: no tip, and a total that nothing explains. The second one is completed at no time, and has no items.
insert into orders (
    id, customer_id, order_number, status, order_type, subtotal, tax_amount, tip_amount, total_amount, payment_status
) values
(
    '40000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001', 'A-100', 'pending', 'takeaway',
    4.50, 0.45, null, 1000, 'paid'
),
(
    '40000000-0000-4000-8000-000000000002', '30000000-0000-4000-8000-000000000001', 'A-101', 'completed', 'dine_in',
    9.00, 0.90, 0, 9.90, 'paid'
);

insert into instructors (id, first_name, last_name, email) values
('50000000-0000-4000-8000-000000000001', 'Edda', 'Moor', 'edda@example.com');
insert into class_types (id, name, duration, max_participants, price) values
('60000000-0000-4000-8000-000000000001', 'Slow flow', 60, 2, 20);

-- Mistake 29: it ends before it begins.
insert into class_schedules (
    id, class_type_id, instructor_id, scheduled_date, start_time, end_time, max_participants
) values
(
    '70000000-0000-4000-8000-000000000001', '60000000-0000-4000-8000-000000000001',
    '50000000-0000-4000-8000-000000000001', current_date + 1, '18:00', '17:00', 2
),
(
    '70000000-0000-4000-8000-000000000002', '60000000-0000-4000-8000-000000000001',
    '50000000-0000-4000-8000-000000000001', current_date, '07:00', '08:00', 2
);
insert into members (id, first_name, last_name, email, membership_start_date, membership_end_date) values
('80000000-0000-4000-8000-000000000001', 'Finn', 'Ode', 'finn@example.com', current_date, current_date - 30),
('80000000-0000-4000-8000-000000000002', 'Gita', 'Rao', 'gita@example.com', null, null);

insert into bookings (id, member_id, class_schedule_id, booking_type) values
(
    '90000000-0000-4000-8000-000000000001', '80000000-0000-4000-8000-000000000001',
    '70000000-0000-4000-8000-000000000001', 'regular'
),
(
    '90000000-0000-4000-8000-000000000002', '80000000-0000-4000-8000-000000000002',
    '70000000-0000-4000-8000-000000000002', 'waitlist'
);
-- Mistake 27: cancelled and then deleted leaves -1 booked. Mistake 29: the other one is cancelled at no time.
update bookings set status = 'cancelled', cancelled_at = now()
where id = '90000000-0000-4000-8000-000000000001';
delete from bookings
where id = '90000000-0000-4000-8000-000000000001';
insert into bookings (member_id, class_schedule_id, status) values
('80000000-0000-4000-8000-000000000001', '70000000-0000-4000-8000-000000000002', 'cancelled');
