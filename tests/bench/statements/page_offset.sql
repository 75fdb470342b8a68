-- title: The same by OFFSET
-- why: what stands beside a line of the bench.
select
    b.id::text,
    b.reference,
    b.status::text,
    u.name,
    e.title,
    b.seats::text,
    b.total_price::text,
    b.booking_date::text
from public.bookings as b
left join public.users as u on u.id = b.user_id
left join public.events as e on e.id = b.event_id
order by b.booking_date desc, b.id desc
limit 51 offset 999900;
