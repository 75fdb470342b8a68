-- title: Which role is a member of which, as the statement that says so
-- why: Before 16 it is the member that says whether it inherits, and every member may become the role.
select
    'grant ' || pg_catalog.quote_ident(g.rolname) || ' to ' || pg_catalog.quote_ident(r.rolname)
    || case when m.admin_option then ' with admin option' else '' end as says
from pg_catalog.pg_auth_members as m
inner join pg_catalog.pg_roles as r on r.oid = m.member
inner join pg_catalog.pg_roles as g on g.oid = m.roleid
where not pg_catalog.starts_with(r.rolname::text, 'pg_')
order by r.rolname, g.rolname
