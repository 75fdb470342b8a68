-- title: Rows that point at nothing
-- level: error
-- area: integrity
-- needs: SELECT on both tables, past their policies
-- why: The row that they belong to is gone. A foreign key that is NOT VALID or missing has let them stay.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    fn.nspname as other_schema,
    f.relname as other,
    y.columns,
    y.others,
    not (
        pg_catalog.has_schema_privilege(n.oid, 'usage')
        and pg_catalog.has_schema_privilege(fn.oid, 'usage')
        and pg_catalog.has_table_privilege(c.oid, 'select')
        and pg_catalog.has_table_privilege(f.oid, 'select')
    )
    or pg_catalog.row_security_active(c.oid)
    or pg_catalog.row_security_active(f.oid) as hidden
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as f on k.confrelid = f.oid
inner join pg_catalog.pg_namespace as fn on f.relnamespace = fn.oid
cross join
    lateral (
        select
            pg_catalog.array_agg(a.attname::text order by u.place) as columns,
            pg_catalog.array_agg(b.attname::text order by u.place) as others
        from pg_catalog.unnest(k.conkey) with ordinality as u (attnum, place)
        inner join pg_catalog.pg_attribute as a on k.conrelid = a.attrelid and u.attnum = a.attnum
        inner join pg_catalog.pg_attribute as b on k.confrelid = b.attrelid and k.confkey[u.place] = b.attnum
    ) as y
where k.contype = 'f'
    and not k.convalidated
    and k.conparentid = 0
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by c.relpages, n.nspname, c.relname, k.conname
