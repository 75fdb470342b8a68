-- title: Claims for one transaction, in the role that reads
-- why: A function that reads who asks can only be seen to work when somebody asks.
select pg_catalog.set_config('request.jwt.claims', %(claims)s, true) as claims
