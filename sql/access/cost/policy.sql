-- title: Some policies by name, their expressions, and whom they are for
-- why: To plan an expression as one of its roles. A role of no name is PUBLIC: everybody.
select
    w.place,
    r.rolname::text as role,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using_text,
    pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check_text
from pg_catalog.jsonb_to_recordset(%(wanted)s::jsonb) as w (place integer, schema text, object text, policy text)
inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
inner join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relname = w.object
inner join pg_catalog.pg_policy as p on p.polrelid = c.oid and p.polname = w.policy
left join pg_catalog.pg_roles as r on r.oid = p.polroles[1]
order by w.place
