-- title: Column that points at a table without a foreign key
-- level: info
-- area: integrity
-- why: By its name and type it holds keys of another table, and nothing stops it from holding one that is not there.
-- fix: alter table {relation} add foreign key ({attribute}) references {other} ({other_attribute}) not valid
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
)

select distinct on (p.nspname, p.relname, p.attname)
    p.nspname as schema,
    p.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('column', p.attname) as sub,
    'It seems to point at ' || t.nspname || '.' || t.relname || '.' as detail,
    'static' as confidence,
    pg_catalog.quote_ident(p.nspname) || '.' || pg_catalog.quote_ident(p.relname) as relation,
    pg_catalog.quote_ident(p.attname) as attribute,
    pg_catalog.quote_ident(t.nspname) || '.' || pg_catalog.quote_ident(t.relname) as other,
    pg_catalog.quote_ident(t.attname) as other_attribute
from pointing as p
inner join targets as t
    on p.wanted = t.wanted
        and p.atttypid = t.atttypid
        and p.nspoid = t.nspoid
        and p.oid <> t.oid
order by p.nspname, p.relname, p.attname, t.relname
