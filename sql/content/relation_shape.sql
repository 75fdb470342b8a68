-- title: Columns, unique keys and foreign keys of relations, and what this role may do with them
-- why: By oid, from the catalogue alone: no expression is printed, so nothing waits for a lock on the relation.
select
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    c.reltuples::float8 as estimate,
    pg_catalog.row_security_active(c.oid) as filtered,
    pg_catalog.has_table_privilege(c.oid, 'delete') as deletable,
    columns_of.found as columns,
    keys_of.found as keys,
    references_of.found as foreign_keys
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
                        'category', case
                            when 'pg_catalog.json'::pg_catalog.regtype in (t.oid, t.typbasetype) then 'json'
                            when 'pg_catalog.jsonb'::pg_catalog.regtype in (t.oid, t.typbasetype) then 'json'
                            else t.typcategory::text
                        end,
                        'labels', labels_of.found,
                        'readable',
                        pg_catalog.has_schema_privilege(n.oid, 'usage')
                        and coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'select'), false),
                        'updatable', coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'update'), false),
                        'insertable', coalesce(pg_catalog.has_column_privilege(c.oid, a.attnum, 'insert'), false),
                        'nullable', not a.attnotnull and not t.typnotnull,
                        'filled', a.atthasdef or a.attidentity <> '' or t.typdefault is not null
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
        select coalesce(pg_catalog.json_agg(names.found), '[]') as found
        from pg_catalog.pg_index as i
        cross join
            lateral (
                select pg_catalog.json_agg(a.attname) as found
                from pg_catalog.unnest(i.indkey::smallint[]) with ordinality as k (attnum, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
                where k.place <= i.indnkeyatts
            ) as names
        where i.indrelid = c.oid
            and i.indisunique
            and i.indisvalid
            and i.indpred is null
            and i.indexprs is null
    ) as keys_of
cross join
    lateral (
        select coalesce(pg_catalog.json_agg(names.found), '[]') as found
        from pg_catalog.pg_constraint as f
        cross join
            lateral (
                select pg_catalog.json_agg(a.attname) as found
                from pg_catalog.pg_attribute as a
                where a.attrelid = f.conrelid and a.attnum = any(f.conkey)
            ) as names
        where f.conrelid = c.oid and f.contype = 'f'
    ) as references_of
where c.oid = any(%(oids)s::oid[])
order by c.oid
