-- title: Events that can be booked
-- why: what stands beside a line of the bench.
select
    e.id::text,
    e.title,
    e.status::text,
    e.start_date::text,
    v.name,
    e.booked_count::text,
    e.capacity::text,
    e.price::text
from public.events as e
left join public.venues as v on v.id = e.venue_id
where e.status = 'PUBLISHED'
order by e.start_date desc, e.id desc
limit 21;
