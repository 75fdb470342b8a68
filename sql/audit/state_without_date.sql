-- title: State without its date
-- level: info
-- area: integrity
-- why: The table keeps when a state began, and nothing ties the two: a row may be paid at no time, or have a date of
--   payment and not be paid.
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

dates as (
    select
        d.attrelid,
        d.attnum,
        d.attname,
        pg_catalog.regexp_replace(d.attname, '_(at|on|date)$', '') as word
    from pg_catalog.pg_attribute as d
    where d.attnum > 0
        and not d.attisdropped
        and not d.attnotnull
        and d.attname ~ '_(at|on|date)$'
        and d.atttypid in (
            'pg_catalog.timestamptz'::pg_catalog.regtype, 'pg_catalog.timestamp'::pg_catalog.regtype,
            'pg_catalog.date'::pg_catalog.regtype
        )
),

states as (
    select
        a.attrelid,
        a.attnum,
        a.attname,
        e.enumlabel::text as label,
        false as held
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_enum as e on a.atttypid = e.enumtypid
    where a.attnum > 0 and not a.attisdropped
    union
    -- A list of texts that one column may have.
    select
        k.conrelid,
        a.attnum,
        a.attname,
        r.found[1],
        b.held
    from pg_catalog.pg_constraint as k
    inner join pg_catalog.pg_attribute as a on k.conrelid = a.attrelid and k.conkey[1] = a.attnum
    cross join lateral (select k.conrelid in (select y.oid from busy as y) as held) as b
    left join
        lateral pg_catalog.regexp_matches(
            case when not b.held then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end,
            '''([a-zA-Z_]+)''::text',
            'g'
        ) as r (found)
        on true
    where k.contype = 'c'
        and pg_catalog.cardinality(k.conkey) = 1
        and a.atttypid = 'pg_catalog.text'::pg_catalog.regtype
        and k.conrelid in (select d.attrelid from dates as d)
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', d.attname) as sub,
    'No check ties ' || d.attname || ' to ' || s.attname || ' = ' || s.label || '.' as detail,
    'static' as confidence,
    s.held
from states as s
inner join pg_catalog.pg_class as c on s.attrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join dates as d on s.attrelid = d.attrelid and (s.held or d.word = pg_catalog.lower(s.label))
where c.relkind in ('r', 'p')
    and not c.relispartition
    and not exists (
        select 1 from pg_catalog.pg_constraint as k
        where k.conrelid = c.oid and k.contype = 'c' and s.attnum = any(k.conkey) and d.attnum = any(k.conkey)
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
