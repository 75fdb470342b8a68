-- title: By a part of a name
-- why: what stands beside a line of the bench.
select u.id from public.users as u where u.name ilike %(text)s limit 6;
