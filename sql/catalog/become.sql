-- title: Become a role with claims, for one transaction
-- why: Shows what another role would see. Run after the first statement has frozen the transaction as read-only.
--   Older versions of PostgREST set each claim by itself, and policies still ask for these.
select
    pg_catalog.set_config('request.jwt.claims', %(claims)s, true),
    pg_catalog.set_config('request.jwt.claim.sub', coalesce(%(claims)s::pg_catalog.json ->> 'sub', ''), true),
    pg_catalog.set_config('request.jwt.claim.role', coalesce(%(claims)s::pg_catalog.json ->> 'role', ''), true),
    pg_catalog.set_config('request.jwt.claim.email', coalesce(%(claims)s::pg_catalog.json ->> 'email', ''), true),
    pg_catalog.set_config('role', %(role)s, true)
