-- title: Relations that may hold records
-- why: One look at the catalogue's heads: columns are read by oid, when a relation is opened.
with recursive
tree as (
    -- By pg_inherits: pg_partition_tree() would wait for whoever holds a lock on one of them.
    select
        p.partrelid as root,
        p.partrelid as member
    from pg_catalog.pg_partitioned_table as p
    union all
    select
        tree.root,
        i.inhrelid
    from tree
    inner join pg_catalog.pg_inherits as i on i.inhparent = tree.member
),

leaves as (
    select
        tree.root,
        sum(leaf.reltuples) filter (where leaf.reltuples >= 0) as rows,
        sum(leaf.relpages) as pages
    from tree
    inner join pg_catalog.pg_class as leaf on leaf.oid = tree.member and leaf.relkind <> 'p'
    group by tree.root
)

select
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    coalesce(leaves.rows, c.reltuples)::float8 as estimate,
    coalesce(leaves.pages, c.relpages)::bigint as pages,
    c.relispartition as partition,
    pg_catalog.has_schema_privilege(n.oid, 'usage')
    and (
        pg_catalog.has_table_privilege(c.oid, 'select')
        or pg_catalog.has_any_column_privilege(c.oid, 'select')
    ) as readable,
    n.nspname = any(%(platform_schemas)s) as platform,
    pg_catalog.obj_description(c.oid, 'pg_class') as comment
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join leaves on leaves.root = c.oid
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and n.nspname <> 'information_schema'
    and not pg_catalog.starts_with(n.nspname, 'pg_')
order by n.nspname, c.relname
