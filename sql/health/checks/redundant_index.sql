-- title: Index that another one makes needless
-- level: warning
-- area: performance
-- detail: {kind} of {kept} on {of_table}
-- figure: {octets:bytes}
-- why: Both are kept up by every write. A duplicate can go; a shorter one may still be wanted for its size.
-- fix: drop index concurrently {schema}.{object}
-- operation: maintenance.drop-index {name}
-- advisor: duplicate_index
with
held as materialized (
    select distinct k.conindid as oid
    from pg_catalog.pg_constraint as k
    where k.contype in ('p', 'u', 'x', 'f') and k.conindid <> 0
),

several as materialized (
    select i.indrelid
    from pg_catalog.pg_index as i
    where i.indrelid >= 16384
    group by i.indrelid
    having count(*) > 1
),

indexes as materialized (
    select
        i.indexrelid,
        i.indrelid,
        c.relname,
        c.relnamespace,
        c.relam,
        c.relpages,
        i.indisunique,
        i.indnullsnotdistinct,
        i.indisreplident,
        i.indnkeyatts::integer as size,
        m.amname,
        h.oid is not null as is_held,
        (i.indkey::pg_catalog.int2[])[0] as first_key,
        (i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1] as keys,
        (i.indkey::pg_catalog.int2[])[i.indnkeyatts:] as payload,
        (i.indclass::pg_catalog.oid[])[0:i.indnkeyatts - 1] as classes,
        (i.indcollation::pg_catalog.oid[])[0:i.indnkeyatts - 1] as collations,
        (i.indoption::pg_catalog.int2[])[0:i.indnkeyatts - 1] as orders,
        i.indexprs::text as expressions,
        i.indpred::text as predicate
    from pg_catalog.pg_index as i
    inner join several as s on s.indrelid = i.indrelid
    inner join pg_catalog.pg_class as c on c.oid = i.indexrelid and c.relkind in ('i', 'I') and not c.relispartition
    inner join pg_catalog.pg_am as m on m.oid = c.relam
    left join held as h on h.oid = i.indexrelid
    where i.indisvalid
),

pairs as (
    select distinct on (a.indexrelid)
        a.*,
        b.relname as kept,
        a.size = b.size and a.payload = b.payload and a.indisunique = b.indisunique as is_equal
    from indexes as a
    inner join indexes as b
        on b.indrelid = a.indrelid
            and b.relam = a.relam
            and b.first_key = a.first_key
            and b.indexrelid <> a.indexrelid
    where not a.is_held
        and not a.indisreplident
        and (
            not a.indisunique
            or (b.indisunique and a.size = b.size and a.indnullsnotdistinct = b.indnullsnotdistinct)
        )
        and a.expressions is not distinct from b.expressions
        and a.predicate is not distinct from b.predicate
        and ((a.amname = 'btree' and a.size <= b.size) or a.size = b.size)
        and (b.keys)[1:a.size] = a.keys
        and (b.classes)[1:a.size] = a.classes
        and (b.collations)[1:a.size] = a.collations
        and (b.orders)[1:a.size] = a.orders
        and (pg_catalog.cardinality(a.payload) = 0 or a.payload <@ (b.payload || b.keys))
        and not (
            a.size = b.size
            and a.payload = b.payload
            and a.indisunique = b.indisunique
            and not b.is_held
            and not b.indisreplident
            and a.indexrelid < b.indexrelid
        )
    order by a.indexrelid asc, is_equal desc, b.indexrelid asc
)

select
    n.nspname::text as schema,
    p.relname::text as object,
    'index'::text as object_type,
    ''::text as sub,
    t.relname::text as of_table,
    p.kept::text as kept,
    case when p.is_equal then 'a duplicate' else 'the beginning' end as kind,
    case when p.is_equal then 'warning' else 'info' end as level,
    p.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    p.relpages::float8 as value
from pairs as p
inner join pg_catalog.pg_namespace as n on n.oid = p.relnamespace
inner join pg_catalog.pg_class as t on t.oid = p.indrelid
where n.nspname <> all(%(platform_schemas)s::text[])
order by p.is_equal desc, p.relpages desc
limit 200
