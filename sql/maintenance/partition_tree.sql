-- title: A partitioned table with all partitions below it, and the index that each has on some columns
-- why: An index on all of them is made of one on each: those that are there already are taken.
with recursive
tree as (
    select
        c.oid,
        null::pg_catalog.oid as parent,
        0 as depth
    from pg_catalog.pg_class as c
    where c.oid = %(oid)s::pg_catalog.oid
    union all
    select
        i.inhrelid,
        i.inhparent,
        t.depth + 1
    from tree as t
    inner join pg_catalog.pg_inherits as i on i.inhparent = t.oid
)

select
    t.oid::bigint as oid,
    t.parent::bigint as parent,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    x.oid::bigint as index_oid,
    x.relname::text as index_name,
    x.valid as index_valid,
    x.above::bigint as index_above
from tree as t
inner join pg_catalog.pg_class as c on c.oid = t.oid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join
    lateral (
        select
            y.oid,
            y.relname,
            i.indisvalid as valid,
            h.inhparent as above
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_class as y on y.oid = i.indexrelid
        inner join pg_catalog.pg_am as m on m.oid = y.relam
        left join pg_catalog.pg_inherits as h on h.inhrelid = y.oid
        where i.indrelid = t.oid
            and m.amname = 'btree'
            and i.indpred is null
            and i.indexprs is null
            and not i.indisunique
            and i.indnatts = i.indnkeyatts
            and pg_catalog.array_to_string(i.indoption::pg_catalog.int2[], '') ~ '^0+$'
            and not exists (
                select
                from pg_catalog.unnest(i.indclass::pg_catalog.oid[]) as l (oid)
                inner join pg_catalog.pg_opclass as o on o.oid = l.oid
                where not o.opcdefault
            )
            and (
                select pg_catalog.array_agg(a.attname::text order by k.place)
                from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality as k (attribute, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attribute
            ) = %(columns)s::text[]
        order by i.indisvalid desc, h.inhparent is null, y.oid asc
        limit 1
    ) as x
    on true
order by t.depth, n.nspname, c.relname
