-- title: Columns, keys, foreign keys both ways and indexes of relations
-- why: By oid, and without printing an expression: nothing here waits for a lock on the relation.
select
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    c.reltuples::float8 as estimate,
    c.relpages::bigint as pages,
    pg_catalog.row_security_active(c.oid) as filtered,
    pg_catalog.has_table_privilege(c.oid, 'insert')
    or pg_catalog.has_any_column_privilege(c.oid, 'insert') as insertable,
    pg_catalog.has_table_privilege(c.oid, 'delete') as deletable,
    pg_catalog.has_table_privilege(c.oid, 'select') as whole,
    columns_of.found as columns,
    indexes_of.found as indexes,
    out_of.found as references_out,
    into_of.found as references_in
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', a.attname,
                        'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                        'base', pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null),
                        'category', t.typcategory::text,
                        'labels', labels_of.found,
                        'readable',
                        pg_catalog.has_schema_privilege(n.oid, 'usage')
                        and coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'select'), false),
                        'updatable', coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'update'), false),
                        'insertable', coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'insert'), false),
                        'nullable', not a.attnotnull and not t.typnotnull,
                        'filled', a.atthasdef or a.attidentity <> '' or t.typdefault is not null,
                        'generated', a.attgenerated <> '',
                        'identity', a.attidentity = 'a',
                        'comment', pg_catalog.col_description(c.oid, a.attnum)
                    ) order by a.attnum
                ), '[]'
            ) as found
        from pg_catalog.pg_attribute as a
        inner join pg_catalog.pg_type as t on t.oid = a.atttypid
        cross join
            lateral (
                select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder) as found
                from pg_catalog.pg_enum as e
                where e.enumtypid = coalesce(nullif(t.typbasetype, 0), t.oid)
            ) as labels_of
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns_of
cross join
    lateral (
        select
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'oid', i.indexrelid::bigint,
                        'method', m.amname,
                        'columns', names.found,
                        'classes', names.classes,
                        'included', i.indnatts - i.indnkeyatts,
                        'unique', i.indisunique,
                        'primary', i.indisprimary,
                        'partial', i.indpred is not null,
                        'expression', i.indexprs is not null
                    ) order by i.indisprimary desc, x.relname asc
                ), '[]'
            ) as found
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_class as x on x.oid = i.indexrelid
        inner join pg_catalog.pg_am as m on m.oid = x.relam
        cross join
            lateral (
                select
                    pg_catalog.json_agg(a.attname order by k.place) as found,
                    pg_catalog.json_agg(
                        pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(o.opcname)
                        order by k.place
                    ) as classes
                from pg_catalog.generate_subscripts(i.indkey, 1) as k (place)
                left join pg_catalog.pg_attribute as a
                    on a.attrelid = i.indrelid and a.attnum = i.indkey[k.place] and a.attnum > 0
                left join pg_catalog.pg_opclass as o on o.oid = i.indclass[k.place]
                left join pg_catalog.pg_namespace as s on s.oid = o.opcnamespace
                where k.place < i.indnkeyatts
            ) as names
        where i.indrelid = c.oid and i.indisvalid
    ) as indexes_of
cross join
    lateral (
        select
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', f.conname,
                        'oid', f.confrelid::bigint,
                        'columns', own.found,
                        'targets', their.found
                    ) order by f.conname
                ), '[]'
            ) as found
        from pg_catalog.pg_constraint as f
        cross join
            lateral (
                select pg_catalog.json_agg(a.attname order by k.place) as found
                from pg_catalog.unnest(f.conkey) with ordinality as k (attnum, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.attnum
            ) as own
        cross join
            lateral (
                select pg_catalog.json_agg(a.attname order by k.place) as found
                from pg_catalog.unnest(f.confkey) with ordinality as k (attnum, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = f.confrelid and a.attnum = k.attnum
            ) as their
        where f.conrelid = c.oid and f.contype = 'f'
    ) as out_of
cross join
    lateral (
        select
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', f.conname,
                        'oid', f.conrelid::bigint,
                        'columns', their.found,
                        'targets', own.found
                    ) order by f.conrelid::pg_catalog.regclass::text, f.conname
                ), '[]'
            ) as found
        from pg_catalog.pg_constraint as f
        inner join pg_catalog.pg_class as r on r.oid = f.conrelid
        cross join
            lateral (
                select pg_catalog.json_agg(a.attname order by k.place) as found
                from pg_catalog.unnest(f.confkey) with ordinality as k (attnum, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = f.confrelid and a.attnum = k.attnum
            ) as own
        cross join
            lateral (
                select pg_catalog.json_agg(a.attname order by k.place) as found
                from pg_catalog.unnest(f.conkey) with ordinality as k (attnum, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.attnum
            ) as their
        where f.confrelid = c.oid and f.contype = 'f' and not r.relispartition
    ) as into_of
where c.oid = any(%(oids)s::oid[])
order by c.oid
