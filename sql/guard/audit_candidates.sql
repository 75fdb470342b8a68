-- title: Relations that look like an audit log, by four columns whose names are known
-- why: Offered to the user, who has the last word: config.toml names the table.
select
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as relation,
    found.names
from (
    select
        a.attrelid,
        pg_catalog.array_agg(a.attname::text order by a.attnum) as names,
        pg_catalog.count(distinct r.role) as roles
    from pg_catalog.pg_attribute as a
    inner join pg_catalog.pg_type as t on t.oid = a.atttypid
    inner join pg_catalog.json_each_text(%(roles)s::json) as r (name, role) on r.name = pg_catalog.lower(a.attname)
    where a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
        and (
            t.typcategory = 'S'
            or 'pg_catalog.json'::pg_catalog.regtype in (t.oid, t.typbasetype)
            or 'pg_catalog.jsonb'::pg_catalog.regtype in (t.oid, t.typbasetype)
        )
    group by a.attrelid
    having pg_catalog.count(distinct r.role) >= 4
) as found
inner join pg_catalog.pg_class as c on c.oid = found.attrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
    and not c.relispartition
    and n.nspname <> all(%(platform_schemas)s::text[])
    and not pg_catalog.starts_with(n.nspname, 'pg_')
order by found.roles desc, n.nspname asc, c.relname asc
limit 20
