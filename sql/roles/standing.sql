-- title: What there is to know before a role is made
-- why: Row security is read from the catalogue's heads: no expression is printed, so that nothing waits for a lock.
select
    pg_catalog.current_database()::text as database,
    (
        select pg_catalog.count(*) = 1
        from pg_catalog.pg_roles as r
        where r.rolname = %(role)s
    ) as there,
    (
        select pg_catalog.array_agg(r.rolname::text order by r.rolname)
        from pg_catalog.pg_roles as r
        where r.rolname = any(%(members)s::text[])
    ) as members,
    (
        select coalesce(pg_catalog.json_object_agg(c.oid::text, policies.found), '{}')
        from pg_catalog.pg_class as c
        cross join
            lateral (
                select coalesce(pg_catalog.json_agg(p.polname), '[]') as found
                from pg_catalog.pg_policy as p
                where p.polrelid = c.oid
            ) as policies
        where c.oid = any(%(oids)s::oid[]) and c.relrowsecurity
    ) as secured
