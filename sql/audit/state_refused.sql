-- title: Check that refuses states of its own type
-- level: warning
-- area: integrity
-- why: It lists what holds in each state, joined by OR, and leaves some states of the type out: no row can ever have
--   those. Say for each state what it implies, joined by AND.
with
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

listed as (
    select
        k.conname,
        k.conrelid,
        a.attname,
        a.atttypid,
        b.held,
        case
            when not b.held
                then pg_catalog.regexp_split_to_array(pg_catalog.pg_get_expr(k.conbin, k.conrelid), '\) OR \(')
        end as branches
    from pg_catalog.pg_constraint as k
    inner join pg_catalog.pg_attribute as a on k.conrelid = a.attrelid and a.attnum = any(k.conkey)
    inner join pg_catalog.pg_type as y on a.atttypid = y.oid and y.typtype = 'e'
    cross join lateral (select k.conrelid in (select y.oid from busy as y) as held) as b
    where k.contype = 'c'
        and pg_catalog.starts_with(k.conbin::text, '{BOOLEXPR :boolop or ')
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', l.conname) as sub,
    l.conname || ' leaves no room for ' || m.missing || '.' as detail,
    'static' as confidence,
    l.held
from listed as l
inner join pg_catalog.pg_class as c on l.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select pg_catalog.string_agg(e.enumlabel, ', ' order by e.enumsortorder) as missing
        from pg_catalog.pg_enum as e
        where e.enumtypid = l.atttypid
            and pg_catalog.strpos(
                pg_catalog.array_to_string(l.branches, ' '), pg_catalog.quote_literal(e.enumlabel) || '::'
            ) = 0
    ) as m
where (
    l.held
    or (
        pg_catalog.cardinality(l.branches) > 1
        and m.missing is not null
        and not exists (
            select 1 from pg_catalog.unnest(l.branches) as b (branch)
            where pg_catalog.strpos(b.branch, pg_catalog.quote_ident(l.attname) || ' = ') = 0
        )
    )
)
and n.nspname <> all(%(platform_schemas)s)
and not pg_catalog.starts_with(n.nspname::text, 'pg_')
and not exists (
    select 1 from pg_catalog.pg_depend as x
    where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
)
