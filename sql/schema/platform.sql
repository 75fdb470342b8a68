-- title: Whether Supabase's platform is there
-- why: What is copied to a scratch server speaks of its roles, of auth and storage: there a stand-in is made first.
select
    pg_catalog.to_regnamespace('auth') is not null
    and exists (
        select 1 from pg_catalog.pg_roles as r
        where r.rolname = 'authenticated'
    ) as supabase
