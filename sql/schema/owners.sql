-- title: Who owns schemas, relations, types and functions, as the statement that says so
-- why: Row security does not bind an owner, and what a view or a definer function does it does as its owner.
with
owned as (
    select
        n.nspowner as owner,
        1 as rank,
        'schema ' || pg_catalog.quote_ident(n.nspname) as whole,
        n.nspname as schema,
        'pg_catalog.pg_namespace'::pg_catalog.regclass as class,
        n.oid
    from pg_catalog.pg_namespace as n
    union all
    select
        c.relowner as owner,
        2 as rank,
        case c.relkind
            when 'v' then 'view '
            when 'm' then 'materialized view '
            when 'S' then 'sequence '
            when 'f' then 'foreign table '
            else 'table '
        end || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as whole,
        n.nspname as schema,
        'pg_catalog.pg_class'::pg_catalog.regclass as class,
        c.oid
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all
    select
        p.proowner as owner,
        3 as rank,
        case p.prokind when 'p' then 'procedure ' when 'a' then 'aggregate ' else 'function ' end
        || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)
        || '(' || coalesce(
            (
                select pg_catalog.string_agg(pg_catalog.format_type(i.type, null), ', ' order by i.place)
                from pg_catalog.unnest(p.proargtypes) with ordinality as i (type, place)
            ), ''
        ) || ')' as whole,
        n.nspname as schema,
        'pg_catalog.pg_proc'::pg_catalog.regclass as class,
        p.oid
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    union all
    select
        t.typowner as owner,
        4 as rank,
        'type ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) as whole,
        n.nspname as schema,
        'pg_catalog.pg_type'::pg_catalog.regclass as class,
        t.oid
    from pg_catalog.pg_type as t
    inner join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
    where t.typtype in ('e', 'd')
)

select 'alter ' || o.whole || ' owner to ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner)) as says
from owned as o
where o.schema <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(o.schema::text, 'pg_')
    and not exists (
        select
        from pg_catalog.pg_depend as d
        -- A sequence that a column owns hangs on the column, and a partition on the whole of its parent.
        where d.classid = o.class and d.objid = o.oid and d.objsubid = 0
            and (d.deptype in ('e', 'i') or (d.deptype = 'a' and d.refobjsubid <> 0))
    )
order by o.rank, o.whole
