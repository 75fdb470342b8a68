-- title: A relation that is to be changed
-- why: Its columns and what this role may do with each, its triggers, whether rows can be locked and have a version,
--   and which columns foreign keys point at.
select
    c.oid::bigint as oid,
    c.relkind::text as kind,
    c.relkind in ('r', 'p') and pg_catalog.has_table_privilege(c.oid, 'select') as versioned,
    c.relkind in ('r', 'p', 'v') and pg_catalog.has_any_column_privilege(c.oid, 'update') as lockable,
    pg_catalog.has_table_privilege(c.oid, 'delete') as deletable,
    pg_catalog.row_security_active(c.oid) as filtered,
    columns_of.found as columns,
    triggers_of.found as triggers,
    array(
        select p.relid::pg_catalog.oid::bigint
        from pg_catalog.pg_partition_ancestors(c.oid) as p
        where p.relid <> c.oid
    ) as ancestors,
    array(
        select distinct a.attname::text
        from pg_catalog.pg_constraint as f
        inner join pg_catalog.pg_attribute as a on a.attrelid = f.confrelid and a.attnum = any(f.confkey)
        where
            f.contype = 'f'
            and (
                f.confrelid = c.oid
                or f.confrelid in (select p.relid from pg_catalog.pg_partition_ancestors(c.oid) as p)
            )
    ) as referenced
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', a.attname,
                        'type', pg_catalog.format_type(a.atttypid, -1),
                        'readable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'select'),
                        'updatable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'update'),
                        'insertable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'insert'),
                        'generated', a.attgenerated <> '',
                        'identity', a.attidentity = 'a'
                    ) order by a.attnum
                ), '[]'
            ) as found
        from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns_of
cross join
    lateral (
        select
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', t.tgname,
                        'function', p.proname,
                        'source', pg_catalog.left(p.prosrc, 20000),
                        'instead', (t.tgtype & 64) <> 0,
                        'insert', (t.tgtype & 4) <> 0,
                        'delete', (t.tgtype & 8) <> 0,
                        'update', (t.tgtype & 16) <> 0
                    ) order by t.tgname
                ), '[]'
            ) as found
        from pg_catalog.pg_trigger as t
        inner join pg_catalog.pg_proc as p on p.oid = t.tgfoid
        where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled in ('O', 'A')
    ) as triggers_of
where n.nspname = %(schema)s and c.relname = %(relation)s
