-- title: How many bookings there are
-- why: the bench finds the scale that gives a million of them.
select pg_catalog.count(*) from public.bookings;
