-- title: By how its reference begins
-- why: what stands beside a line of the bench.
select b.id from public.bookings as b where b.reference ilike %(text)s limit 6;
