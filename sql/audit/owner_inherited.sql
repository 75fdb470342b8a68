-- title: Role that inherits a table's owner: no policy binds it
-- level: error
-- area: security
-- why: The owner skips the policies of a table that is not forced, and so does every role that inherits the owner.
-- fix: revoke {owner} from {role}
select
    '' as schema,
    r.rolname as object,
    'role' as object_type,
    pg_catalog.json_build_object('role', o.rolname) as sub,
    r.rolname || ' inherits ' || o.rolname || ', the owner of ' || t.tables
    || case t.tables when 1 then ' table' else ' tables' end || ' with policies, such as ' || t.one || '.' as detail,
    pg_catalog.quote_ident(r.rolname) as role,
    pg_catalog.quote_ident(o.rolname) as owner
from (
    select
        c.relowner,
        count(*) as tables,
        min(n.nspname || '.' || c.relname) as one
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where c.relrowsecurity and not c.relforcerowsecurity
        and n.nspname <> all(%(closed_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    group by c.relowner
) as t
inner join pg_catalog.pg_roles as o on t.relowner = o.oid
inner join pg_catalog.pg_roles as r
    on o.oid <> r.oid and not r.rolsuper and not r.rolbypassrls and pg_catalog.pg_has_role(r.oid, o.oid, 'usage')
