-- title: The next partition is missing
-- level: warning
-- area: integrity
-- threshold: partition_days
-- detail: its last partition ends {ends}, and there is no default one
-- figure: {value:days}
-- why: What is inserted behind the last partition fails.
-- fix: create table {schema}.{next_name} partition of {schema}.{object} {bound:raw}
-- operation: maintenance.add-partition {name} name={next_name} bound={bound}
with
busy as materialized (
    select distinct l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
),

timed as materialized (
    select
        p.partrelid as oid,
        p.partdefid as rest,
        a.atttypid = 'pg_catalog.date'::pg_catalog.regtype as is_date
    from pg_catalog.pg_partitioned_table as p
    inner join pg_catalog.pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partstrat = 'r'
        and p.partnatts = 1
        and a.atttypid in (
            'pg_catalog.date'::pg_catalog.regtype,
            'pg_catalog.timestamp'::pg_catalog.regtype,
            'pg_catalog.timestamptz'::pg_catalog.regtype
        )
),

bounds as (
    select
        t.oid,
        t.rest,
        t.is_date,
        max(pg_catalog.substring(b.words, $$TO \('([^']+)'\)$$)::timestamptz) as ends,
        (pg_catalog.array_agg(
            pg_catalog.substring(b.words, $$FROM \('([^']+)'\)$$)::timestamptz
            order by pg_catalog.substring(b.words, $$TO \('([^']+)'\)$$)::timestamptz desc nulls last
        ))[1] as starts,
        (pg_catalog.array_agg(
            c.relname::text
            order by pg_catalog.substring(b.words, $$TO \('([^']+)'\)$$)::timestamptz desc nulls last
        ))[1] as last_name,
        pg_catalog.bool_or(position('TO (MAXVALUE)' in b.words) > 0) as is_open,
        pg_catalog.bool_or(c.oid in (select y.oid from busy as y)) as is_busy
    from timed as t
    inner join pg_catalog.pg_inherits as i on i.inhparent = t.oid
    inner join pg_catalog.pg_class as c on c.oid = i.inhrelid
    cross join
        lateral (
            select
                case
                    when c.oid not in (select y.oid from busy as y) then pg_catalog.pg_get_expr(c.relpartbound, c.oid)
                end as words
        ) as b
    group by t.oid, t.rest, t.is_date
)

select
    n.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    ''::text as sub,
    b.ends::date::text as ends,
    coalesce(
        (
            select
                pg_catalog.left(b.last_name, -pg_catalog.length(pg_catalog.to_char(b.starts, f.form)))
                || pg_catalog.to_char(b.ends, f.form)
            from (values ('YYYY_MM_DD'), ('YYYYMMDD'), ('YYYY_MM'), ('YYYYMM'), ('YYYY')) as f (form)
            where pg_catalog.right(b.last_name, pg_catalog.length(f.form)) = pg_catalog.to_char(b.starts, f.form)
            order by pg_catalog.length(f.form) desc
            limit 1
        ),
        c.relname::text || '_' || pg_catalog.to_char(b.ends, 'YYYYMMDD')
    ) as next_name,
    'for values from (' || pg_catalog.quote_literal(case when b.is_date then b.ends::date::text else b.ends::text end)
    || ') to (' || pg_catalog.quote_literal(
        case when b.is_date then (b.ends + w.width)::date::text else (b.ends + w.width)::text end
    ) || ')' as bound,
    case when b.is_busy then 'one of its partitions is locked' end as unknown,
    (extract(epoch from b.ends - pg_catalog.now()) / 86400)::float8 as value
from bounds as b
inner join pg_catalog.pg_class as c on c.oid = b.oid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (select coalesce(pg_catalog.age(b.ends, b.starts), pg_catalog.make_interval(months => 1)) as width) as w
where b.rest = 0
    and (
        b.is_busy
        or (not b.is_open and extract(epoch from b.ends - pg_catalog.now()) / 86400 < %(warning)s::float8)
    )
order by value
