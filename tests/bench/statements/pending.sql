-- title: Pending bookings
-- why: what stands beside a line of the bench.
select pg_catalog.count(*) from public.bookings as b where b.status = 'PENDING';
