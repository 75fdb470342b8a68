-- title: Deletion that cascades and is then refused
-- level: warning
-- area: integrity
-- why: Deleting a row is meant to take others along, and a third table points at those without saying what becomes of
--   it. As soon as it has a row, the deletion fails. ON DELETE SET NULL lets it stand, RESTRICT says that it is meant.
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    'A row of ' || m.relname || ' goes with its row of ' || min(t.relname) || ', unless ' || c.relname
    || ' points at it.' as detail
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_class as m on k.confrelid = m.oid
inner join pg_catalog.pg_constraint as o
    on m.oid = o.conrelid and o.contype = 'f' and o.confdeltype = 'c' and o.confrelid <> m.oid
inner join pg_catalog.pg_class as t on o.confrelid = t.oid
where k.contype = 'f'
    and k.confdeltype = 'a'
    and k.conrelid <> k.confrelid
    and k.conparentid = 0
    -- What goes by itself when the same row is deleted stops nothing.
    and not exists (
        select 1 from pg_catalog.pg_constraint as s
        where s.contype = 'f' and s.conrelid = k.conrelid and s.confrelid = o.confrelid and s.confdeltype = 'c'
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname, k.conname, m.relname
