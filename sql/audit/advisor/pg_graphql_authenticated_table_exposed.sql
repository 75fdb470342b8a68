-- title: pg_graphql Authenticated Role Exposes Objects in Introspection
-- level: warning
-- area: security
-- why: Supabase's advisor: pg_graphql is installed, and authenticated may SELECT at least one column: name and
--   columns are seen in the GraphQL schema.
select
    n.nspname as schema,
    c.relname as object,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end
        as object_type,
    'authenticated finds it in the GraphQL schema.' as detail
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_roles as a on a.rolname = 'authenticated'
where c.relkind in ('r', 'v', 'm', 'f')
    and pg_catalog.has_any_column_privilege(a.oid, c.oid, 'select')
    and exists (
        select 1 from pg_catalog.pg_extension as e
        where e.extname = 'pg_graphql'
    )
    and n.nspname <> all(%(advisor_schemas)s)
