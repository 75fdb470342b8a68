-- title: Which of greenroom's roles this one belongs to
-- why: What is not this role's business is not offered to it. A role that is none of them is judged by its privileges.
select
    current_user::text as role,
    coalesce(bool_or(r.rolname = 'greenroom_support'), false) as support,
    coalesce(bool_or(r.rolname = 'greenroom_admin'), false) as admin,
    coalesce(bool_or(r.rolname = 'greenroom_dba'), false) as dba
from pg_catalog.pg_roles as r
where r.rolname in ('greenroom_support', 'greenroom_admin', 'greenroom_dba')
    and not (
        select s.rolsuper from pg_catalog.pg_roles as s
        where s.rolname = current_user
    )
    and pg_catalog.pg_has_role(r.oid, 'member')
