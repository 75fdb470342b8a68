-- title: One booking
-- why: what stands beside a line of the bench.
select b.*, u.name, e.title
from public.bookings as b
left join public.users as u on u.id = b.user_id
left join public.events as e on e.id = b.event_id
where b.id = %(key)s::uuid;
