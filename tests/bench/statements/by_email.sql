-- title: By e-mail
-- why: what stands beside a line of the bench.
select u.id from public.users as u where lower(u.email) = lower(%(text)s);
