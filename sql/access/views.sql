-- title: What views read, and whether one can be written through
-- why: A view reads as its owner unless it is a security invoker. What somebody holds a lock on is left unread.
with recursive
busy as materialized (
    select l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid
            from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

edges as materialized (
    select
        c.oid as view,
        d.refobjid as base,
        coalesce(pg_catalog.jsonb_agg(distinct a.attname) filter (where a.attname is not null), '[]') as columns
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    inner join pg_catalog.pg_rewrite as w on w.ev_class = c.oid and w.rulename = '_RETURN'
    inner join pg_catalog.pg_depend as d on d.objid = w.oid
    inner join pg_catalog.pg_class as b on b.oid = d.refobjid
    left join pg_catalog.pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where c.relkind = 'v'
        and n.nspname <> 'information_schema'
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.refobjid <> c.oid
        and b.relkind in ('r', 'p', 'v', 'm', 'f')
    group by c.oid, d.refobjid
),

held as (
    select b.oid
    from busy as b
    union
    select e.view
    from held as h
    inner join edges as e on e.base = h.oid
)

select
    c.oid::bigint as oid,
    coalesce(
        (
            select pg_catalog.array_agg(e.base::bigint order by e.base)
            from edges as e
            where e.view = c.oid
        ), '{}'
    ) as bases,
    coalesce(
        (
            select pg_catalog.jsonb_agg(e.columns order by e.base)
            from edges as e
            where e.view = c.oid
        ), '[]'
    ) as reads,
    case
        when c.oid not in (select h.oid from held as h)
            then pg_catalog.pg_relation_is_updatable(c.oid, false)
    end as writable,
    exists (
        select
        from pg_catalog.pg_trigger as t
        where t.tgrelid = c.oid and (t.tgtype & 64) <> 0
    ) or exists (
        select
        from pg_catalog.pg_rewrite as w
        where w.ev_class = c.oid and w.ev_type <> '1'
    ) as instead
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind = 'v'
    and c.relpersistence <> 't'
    and n.nspname <> 'information_schema'
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by c.oid
