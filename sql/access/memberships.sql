-- title: Which role is a member of which
-- why: Before 16 it is the member that says whether it inherits, and every member may become the role.
select
    m.member::bigint as member,
    m.roleid::bigint as role,
    r.rolinherit as inherits,
    true as becomes,
    m.admin_option as administers
from pg_catalog.pg_auth_members as m
inner join pg_catalog.pg_roles as r on r.oid = m.member
order by m.member, m.roleid
