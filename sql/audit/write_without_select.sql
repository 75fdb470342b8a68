-- title: Update or delete policy without a select policy
-- level: warning
-- area: security
-- why: A statement that reads a column, as every one with WHERE does, touches 0 rows then, and raises no error.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname, 'role', g.rolname) as sub,
    g.rolname || ' may ' || case p.polcmd when 'w' then 'UPDATE' else 'DELETE' end || ' by policy ' || p.polname
    || ', and no policy shows a row to it.' as detail
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join lateral pg_catalog.unnest(p.polroles) as r (oid)
cross join
    lateral (
        select case r.oid when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(r.oid)::text end as rolname
    ) as g
where c.relrowsecurity
    and p.polpermissive
    and p.polcmd in ('w', 'd')
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1
        from pg_catalog.pg_policy as q
        cross join lateral pg_catalog.unnest(q.polroles) as o (role)
        where q.polrelid = p.polrelid
            and q.polpermissive
            and q.polcmd in ('r', '*')
            and (o.role in (0, r.oid) or r.oid = 0 or pg_catalog.pg_has_role(r.oid, o.role, 'usage'))
    )
