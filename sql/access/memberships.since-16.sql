-- title: Which role is a member of which
-- why: Since 16 each membership says for itself whether it is inherited and whether it lets become the role.
select
    m.member::bigint as member,
    m.roleid::bigint as role,
    pg_catalog.bool_or(m.inherit_option) as inherits,
    pg_catalog.bool_or(m.set_option) as becomes,
    pg_catalog.bool_or(m.admin_option) as administers
from pg_catalog.pg_auth_members as m
group by m.member, m.roleid
order by m.member, m.roleid
