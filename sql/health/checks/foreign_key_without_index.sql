-- title: Foreign key without an index
-- level: warning
-- part: constraint
-- area: performance
-- threshold: foreign_key_rows
-- detail: {sub} ({columns}) refers to {referred}{lacking}
-- figure: {rows:estimate} rows
-- why: Deleting or changing the other row reads this whole table, for each row, while it holds its locks.
-- fix: create index concurrently on {schema}.{object} ({column_list:raw})
-- operation: maintenance.create-index {name} columns={column_names}
-- advisor: unindexed_foreign_keys
with
own as (
    select
        k.oid,
        k.conname,
        k.conrelid,
        k.confrelid,
        k.conkey::pg_catalog.int2[] as columns,
        pg_catalog.cardinality(k.conkey) as size,
        k.confdeltype,
        case when c.relispartition then pg_catalog.pg_partition_root(c.oid) else c.oid end as root,
        -- Nobody counted where ANALYZE never ran and the server's counters are empty: that is not none.
        case
            when c.reltuples >= 0 then c.reltuples::bigint
            else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)
        end as rows
    from pg_catalog.pg_constraint as k
    inner join pg_catalog.pg_class as c on c.oid = k.conrelid
    left join pg_catalog.pg_constraint as p on p.oid = k.conparentid
    where k.contype = 'f'
        and c.relkind = 'r'
        and (k.conparentid = 0 or p.conrelid <> k.conrelid)
),

checked as (
    select
        o.*,
        exists(
            select 1
            from pg_catalog.pg_index as i
            inner join pg_catalog.pg_class as x on x.oid = i.indexrelid
            inner join pg_catalog.pg_am as m on m.oid = x.relam
            where i.indrelid = o.conrelid
                and i.indisvalid
                and i.indisready
                -- A predicate that only says IS NOT NULL of the column, as the catalogue stores it.
                and (
                    i.indpred is null
                    or (
                        o.size = 1
                        and pg_catalog.starts_with(
                            i.indpred::text,
                            '{NULLTEST :arg {VAR :varno 1 :varattno ' || o.columns[1]::text || ' '
                        )
                        and position(':nulltesttype 1' in i.indpred::text) > 0
                    )
                )
                and (m.amname = 'btree' or (m.amname = 'hash' and o.size = 1))
                and i.indnkeyatts >= o.size
                and (i.indkey::pg_catalog.int2[])[0:o.size - 1] @> o.columns
                and (i.indkey::pg_catalog.int2[])[0:o.size - 1] <@ o.columns
        ) as is_served
    from own as o
),

rolled as (
    select
        c.root,
        min(c.conname::text) as conname,
        min(c.conrelid::bigint) as leaf,
        min(c.confrelid::bigint) as referred,
        count(*) filter (where not c.is_served) as missing,
        count(*) as leaves,
        sum(c.rows)::bigint as rows,
        (pg_catalog.array_agg(c.columns::text order by c.conrelid))[1] as columns
    from checked as c
    group by c.root, case when c.root = c.conrelid then c.oid::text else c.columns::text end
    having count(*) filter (where not c.is_served) > 0
)

select
    n.nspname::text as schema,
    t.relname::text as object,
    'table'::text as object_type,
    r.conname as sub,
    case
        when r.leaves > 1
            then '; ' || r.missing::text || ' of ' || r.leaves::text || ' partitions lack the index'
        else ''
    end as lacking,
    r.rows,
    f.relname::text as referred,
    named.columns,
    named.column_list,
    named.column_names,
    case
        when coalesce(r.rows, 0) < %(least)s::float8 then 'info' else 'warning'
    end as level,
    coalesce(r.rows, 0)::float8 as value
from rolled as r
inner join pg_catalog.pg_class as t on t.oid = r.root
inner join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
inner join pg_catalog.pg_class as f on f.oid = r.referred::pg_catalog.oid
cross join
    lateral (
        select
            pg_catalog.string_agg(a.attname::text, ', ' order by k.place) as columns,
            pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by k.place) as column_list,
            pg_catalog.json_agg(a.attname::text order by k.place)::text as column_names
        from pg_catalog.unnest(r.columns::pg_catalog.int2[]) with ordinality as k (attribute, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = r.leaf::pg_catalog.oid and a.attnum = k.attribute
    ) as named
where n.nspname <> all(%(platform_schemas)s::text[])
order by value desc, t.relname asc, r.conname asc
limit 500
