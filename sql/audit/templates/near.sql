-- title: The columns of a table and of those that stand near it
-- why: A template of policies is filled in with names from the catalogue: who owns a row, and by which way.
with
this as (select pg_catalog.to_regclass(%(relation)s)::pg_catalog.oid as oid),

ways as (
    select
        k.conrelid,
        k.conkey[1] as attnum,
        k.confrelid,
        k.confkey[1] as confattnum
    from pg_catalog.pg_constraint as k
    where k.contype = 'f' and pg_catalog.array_length(k.conkey, 1) = 1
),

near as (
    select t.oid
    from this as t
    union
    select w.confrelid
    from ways as w
    inner join this as t on t.oid = w.conrelid
    union
    select w.conrelid
    from ways as w
    inner join this as t on t.oid = w.confrelid
    union
    select o.conrelid
    from ways as w
    inner join this as t on t.oid = w.conrelid
    inner join ways as o on o.confrelid = w.confrelid
)

select
    c.oid = t.oid as own,
    n.nspname::text as schema,
    c.relname::text as relation,
    a.attname::text as name,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
    coalesce(i.indnkeyatts = 1 and i.indkey[0] = a.attnum, false) as is_key,
    exists(
        select 1
        from pg_catalog.pg_index as x
        where x.indrelid = c.oid and x.indkey[0] = a.attnum and x.indpred is null and x.indisvalid
    ) as indexed,
    m.nspname::text as to_schema,
    r.relname::text as to_relation,
    b.attname::text as to_column
from near as e
cross join this as t
inner join pg_catalog.pg_class as c on c.oid = e.oid and c.relkind in ('r', 'p')
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index as i on i.indrelid = c.oid and i.indisprimary
left join ways as w on w.conrelid = c.oid and w.attnum = a.attnum
left join pg_catalog.pg_class as r on r.oid = w.confrelid
left join pg_catalog.pg_namespace as m on m.oid = r.relnamespace
left join pg_catalog.pg_attribute as b on b.attrelid = r.oid and b.attnum = w.confattnum
order by own desc, schema asc, relation asc, a.attnum asc, to_schema asc, to_relation asc, to_column asc
