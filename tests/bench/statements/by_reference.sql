-- title: By its reference
-- why: what stands beside a line of the bench.
select b.id from public.bookings as b where b.reference = %(text)s;
