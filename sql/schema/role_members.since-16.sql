-- title: Which role is a member of which, as the statement that says so
-- why: Since 16 each membership says for itself whether it is inherited and whether it lets become the role.
select
    'grant ' || pg_catalog.quote_ident(g.rolname) || ' to ' || pg_catalog.quote_ident(r.rolname)
    || ' with admin ' || pg_catalog.bool_or(m.admin_option)::text
    || ', inherit ' || pg_catalog.bool_or(m.inherit_option)::text
    || ', set ' || pg_catalog.bool_or(m.set_option)::text as says
from pg_catalog.pg_auth_members as m
inner join pg_catalog.pg_roles as r on r.oid = m.member
inner join pg_catalog.pg_roles as g on g.oid = m.roleid
where not pg_catalog.starts_with(r.rolname::text, 'pg_')
group by r.rolname, g.rolname
order by r.rolname, g.rolname
