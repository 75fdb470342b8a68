-- title: Rows that point at nothing
-- level: error
-- area: integrity
-- needs: SELECT on both tables, past their policies
-- why: The row that they belong to is gone. A foreign key that is NOT VALID or missing has let them stay.
with
pointing as materialized (
    select
        c.oid,
        c.relname,
        n.oid as nspoid,
        n.nspname,
        a.attnum,
        a.attname,
        a.attname::text as wanted,
        a.atttypid
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_class as c on a.attrelid = c.oid and c.relkind in ('r', 'p') and not c.relispartition
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where a.attnum > 0
        and not a.attisdropped
        and pg_catalog.right(a.attname::text, 3) = '_id'
        and n.nspname <> all(%(platform_schemas)s)
        and not pg_catalog.starts_with(n.nspname::text, 'pg_')
        and not exists (
            select 1 from pg_catalog.pg_depend as x
            where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
        )
        and not exists (
            select 1 from pg_catalog.pg_constraint as k
            where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any(k.conkey)
        )
),

targets as materialized (
    select
        c.oid,
        n.oid as nspoid,
        c.relname,
        n.nspname,
        a.atttypid,
        a.attname,
        s.stem || '_id' as wanted
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    inner join pg_catalog.pg_index as i on c.oid = i.indrelid and i.indisprimary and i.indnkeyatts = 1
    inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid and a.attnum = i.indkey[0]
    cross join
        lateral (
            select c.relname::text as stem
            union
            select pg_catalog.regexp_replace(c.relname::text, 's$', '')
            union
            select pg_catalog.regexp_replace(c.relname::text, 'ies$', 'y')
        ) as s
    where c.relkind in ('r', 'p')
        and not c.relispartition
        and n.oid in (select p.nspoid from pointing as p)
),

keys as (
    select
        k.conrelid as oid,
        k.confrelid as other,
        'constraint' as kind,
        k.conname as name,
        'error' as level,
        'proven' as confidence,
        pg_catalog.array_agg(a.attname::text order by u.place) as columns,
        pg_catalog.array_agg(b.attname::text order by u.place) as others
    from pg_catalog.pg_constraint as k
    cross join lateral pg_catalog.unnest(k.conkey) with ordinality as u (attnum, place)
    inner join pg_catalog.pg_attribute as a on k.conrelid = a.attrelid and u.attnum = a.attnum
    inner join pg_catalog.pg_attribute as b on k.confrelid = b.attrelid and k.confkey[u.place] = b.attnum
    where k.contype = 'f' and not k.convalidated and k.conparentid = 0
    group by k.oid, k.conrelid, k.confrelid, k.conname
    union all
    select
        p.oid,
        t.oid as other,
        'column',
        p.attname,
        'warning',
        'static',
        array[p.attname::text],
        array[t.attname::text]
    from pointing as p
    inner join targets as t
        on p.wanted = t.wanted
            and p.atttypid = t.atttypid
            and p.nspoid = t.nspoid
            and p.oid <> t.oid
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object(k.kind, k.name) as sub,
    fn.nspname as other_schema,
    f.relname as other,
    k.columns,
    k.others,
    k.level,
    k.confidence,
    not (
        pg_catalog.has_schema_privilege(n.oid, 'usage')
        and pg_catalog.has_schema_privilege(fn.oid, 'usage')
        and pg_catalog.has_table_privilege(c.oid, 'select')
        and pg_catalog.has_table_privilege(f.oid, 'select')
    )
    or pg_catalog.row_security_active(c.oid)
    or pg_catalog.row_security_active(f.oid) as hidden
from keys as k
inner join pg_catalog.pg_class as c on k.oid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as f on k.other = f.oid
inner join pg_catalog.pg_namespace as fn on f.relnamespace = fn.oid
where n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by k.level, c.relpages, n.nspname, c.relname, k.name
