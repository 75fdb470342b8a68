-- title: Partition or child table that its parent's policies do not protect
-- level: error
-- area: security
-- why: Policies of the parent count only for who asks the parent. Asked by its own name the child gives all of its
--   rows.
-- fix: alter table {relation} enable row level security
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
    'table' as object_type,
    'Reached directly by ' || pg_catalog.array_to_string(g.roles, ', ') || '.' as detail,
    case
        when %(exposed)s::text[] is null or n.nspname = any(%(exposed)s::text[]) or 'PUBLIC' = any(g.roles)
            then 'error'
        else 'warning'
    end as level,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from pg_catalog.pg_class as c
inner join usable as n on c.relnamespace = n.oid
cross join
    lateral (
        select pg_catalog.array_agg(a.rolname order by a.rolname) as roles
        from audience as a
        where pg_catalog.has_any_column_privilege(a.oid, c.oid, 'select, insert, update')
            or pg_catalog.has_table_privilege(a.oid, c.oid, 'delete')
    ) as g
where c.relkind in ('r', 'p')
    and not c.relrowsecurity
    and g.roles is not null
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
    and exists (
        select 1
        from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as p on i.inhparent = p.oid
        where i.inhrelid = c.oid and p.relrowsecurity
    )
