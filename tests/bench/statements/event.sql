-- title: One event
-- why: what stands beside a line of the bench.
select e.*, v.name as venue
from public.events as e
left join public.venues as v on v.id = e.venue_id
where e.id = %(key)s::uuid;
