-- title: Rows that these tables take and should not
-- why: what the mistakes lead to, for whoever looks for it in the rows.

insert into users (id, email, password_hash, role, name, updated_at) values
('u1', 'jana@example.com', 'not-a-real-hash', 'ADMIN', 'Jana', now()),
('u2', 'karl@example.com', 'not-a-real-hash', 'USER', 'Karl', now());
insert into venues (id, slug, name, address, city, country, capacity, updated_at) values
('v1', 'the-hall', 'The Hall', '1 High Street', 'Sydney', 'Australia', 100, now());

-- Mistake 51: more seats than the venue has, more booked than seats. Mistake 29: it ends before it starts.
insert into events (
    id, slug, title, description, category, capacity, booked_count, price, start_date, end_date, status, venue_id,
    author_id, updated_at
) values
(
    'e1', 'Jazz Night!', 'Jazz night', '', 'CONCERT', 500, 512, 0.1, now() + interval '9 days',
    now() + interval '8 days', 'PUBLISHED', 'v1', 'u1', now()
),
(
    'e2', 'open-mic', 'Open mic', '', 'OTHER', 50, 0, 20, now() + interval '3 days', now() + interval '4 days',
    'PUBLISHED', 'v1', 'u1', now()
);

-- Mistake 50: three times 0.1. A booking of no seats, and one that nobody counted. The last one should have ended.
insert into bookings (id, user_id, event_id, seats, total_price, status, booking_date) values
('b1', 'u2', 'e1', 3, 0.1::double precision + 0.1 + 0.1, 'CONFIRMED', now() - interval '1 day'),
('b2', 'u2', 'e2', 0, 0, 'CONFIRMED', now() - interval '1 day'),
('b3', 'u2', 'e2', 4, 80, 'PENDING', now() - interval '40 days');

-- Mistake 24: published at no time. Mistake 52: a section without what its type needs, a number that is none.
insert into content_pages (id, slug, title, status, author_id, updated_at) values
('p1', 'About Us', 'About us', 'PUBLISHED', 'u1', now());
insert into content_sections (id, page_id, type, position, data, updated_at) values
('s1', 'p1', 'HERO', 1, '{"subheading": "No heading"}', now()),
('s2', 'p1', 'TEXT', -2, '[]', now());
insert into site_settings (id, key, value, type, "group", is_public, updated_at) values
('t1', 'site_name', 'The Hall', 'TEXT', 'GENERAL', true, now()),
('t2', 'max_seats_per_booking', 'ten', 'NUMBER', 'GENERAL', false, now());
