-- title: Table that GraphQL shows to everybody
-- level: warning
-- area: security
-- why: pg_graphql publishes every relation of which a role may read a column: its name and columns, even without any
--   row.
-- fix: revoke select on {relation} from {role}
-- advisor: pg_graphql_anon_table_exposed, pg_graphql_authenticated_table_exposed
with
audience as materialized (
    select
        a.role as oid,
        case a.role when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(a.role)::text end as rolname,
        case a.role when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.role)) end as role
    from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
),

usable as materialized (
    select
        n.oid,
        n.nspname
    from pg_catalog.pg_namespace as n
    where n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and exists (
            select 1 from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
            where pg_catalog.has_schema_privilege(a.role, n.oid, 'usage')
        )
)

select
    n.nspname as schema,
    c.relname as object,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end
        as object_type,
    pg_catalog.json_build_object('role', a.rolname) as sub,
    a.rolname || ' finds it in the GraphQL schema.' as detail,
    case a.rolname
        when 'anon' then 'pg_graphql_anon_table_exposed'
        when 'authenticated' then 'pg_graphql_authenticated_table_exposed'
    end as advisor,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    a.role
from pg_catalog.pg_class as c
inner join usable as n on c.relnamespace = n.oid
inner join audience as a on a.rolname in ('anon', 'authenticated')
where c.relkind in ('r', 'v', 'm', 'f', 'p')
    and exists (
        select 1 from pg_catalog.pg_extension as e
        where e.extname = 'pg_graphql'
    )
    and pg_catalog.has_any_column_privilege(a.oid, c.oid, 'select')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
