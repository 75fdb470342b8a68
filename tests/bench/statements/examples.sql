-- title: A booking, whose it is, of which event, and the place 999,900 rows down
-- why: what stands beside a line of the bench.
select
    near.id::text,
    near.reference,
    near.user_id::text,
    u.email,
    near.event_id::text,
    deep.booking_date::text,
    deep.id::text
from (
    select b.id, b.reference, b.user_id, b.event_id from public.bookings as b
    order by b.booking_date desc, b.id desc
    limit 1 offset 500
) as near
inner join public.users as u on u.id = near.user_id
cross join (
    select b.booking_date, b.id from public.bookings as b
    order by b.booking_date desc, b.id desc
    limit 1 offset 999900
) as deep;
