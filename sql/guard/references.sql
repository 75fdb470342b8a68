-- title: Foreign keys that point at relations
-- why: What a delete takes along, empties, or is refused for. Of a partitioned table only the key itself, not its
--   copies on the partitions. What row security hides from us, the server's own actions reach all the same.
select
    f.oid::bigint as oid,
    f.confrelid::bigint as parent,
    f.conrelid::bigint as child,
    n.nspname::text as schema,
    c.relname::text as relation,
    f.confdeltype::text as on_delete,
    f.confupdtype::text as on_update,
    pg_catalog.row_security_active(f.conrelid) as filtered,
    array(
        select a.attname::text
        from pg_catalog.unnest(f.conkey) with ordinality as k (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.attnum
        order by k.place
    ) as columns,
    array(
        select a.attname::text
        from pg_catalog.unnest(f.confkey) with ordinality as k (attnum, place)
        inner join pg_catalog.pg_attribute as a on a.attrelid = f.confrelid and a.attnum = k.attnum
        order by k.place
    ) as referenced
from pg_catalog.pg_constraint as f
inner join pg_catalog.pg_class as c on c.oid = f.conrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where f.contype = 'f' and f.conparentid = 0 and f.confrelid = any(%(oids)s::pg_catalog.oid[])
order by n.nspname, c.relname, f.conname
