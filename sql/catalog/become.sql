-- title: Become a role with claims, for one transaction
-- why: Shows what another role would see. Run after the first statement has frozen the transaction as read-only.
select
    pg_catalog.set_config('request.jwt.claims', %(claims)s, true),
    pg_catalog.set_config('role', %(role)s, true)
