-- title: Roles of the platform and their attributes
-- why: anon must not log in, service_role must pass row security, and authenticator must have no rights of its own.
select
    w.name,
    r.oid is not null as there,
    coalesce(r.rolsuper, false) as superuser,
    coalesce(r.rolbypassrls, false) as bypasses,
    coalesce(r.rolcanlogin, false) as login,
    coalesce(r.rolinherit, false) as inherits,
    coalesce(
        (
            select pg_catalog.array_agg(g.rolname::text order by g.rolname)
            from pg_catalog.pg_auth_members as m
            inner join pg_catalog.pg_roles as g on g.oid = m.roleid
            where m.member = r.oid
        ), '{}'
    ) as member_of
from pg_catalog.unnest(%(names)s::text[]) with ordinality as w (name, place)
left join pg_catalog.pg_roles as r on r.rolname = w.name
order by w.place
