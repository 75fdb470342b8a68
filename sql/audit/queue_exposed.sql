-- title: Message queue without row level security
-- level: error
-- area: security
-- why: Queues of pgmq are tables: without row level security everybody with the grant reads and deletes the messages.
-- fix: alter table {relation} enable row level security
-- advisor: insecure_queue_exposed_in_api
with
audience as materialized (
    select
        a.role as oid,
        case a.role when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(a.role)::text end as rolname,
        case a.role when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.role)) end as role
    from pg_catalog.unnest(%(audience)s::pg_catalog.oid[]) as a (role)
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'Open to ' || pg_catalog.string_agg(a.rolname, ', ' order by a.rolname) || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join audience as a
where n.nspname = 'pgmq'
    and c.relkind in ('r', 'p')
    and pg_catalog.starts_with(c.relname::text, 'q_')
    and not c.relrowsecurity
    and (
        pg_catalog.has_any_column_privilege(a.oid, c.oid, 'select, insert, update')
        or pg_catalog.has_table_privilege(a.oid, c.oid, 'delete')
    )
group by n.nspname, c.relname
