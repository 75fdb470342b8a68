-- title: What uses tables and columns that are to be dropped
-- why: A view that uses a column stops its drop, or goes with it under CASCADE; a function fails when next called.
-- needs: nothing; a function is taken to use a thing when its text has the names of the table and of the column
with asked as (
    select
        a.place,
        c.oid as relation,
        c.relname,
        a.attribute as attribute_name,
        t.attnum
    from pg_catalog.jsonb_to_recordset(%(dropped)s::jsonb)
            as a (place integer, schema text, relation text, attribute text)
    inner join pg_catalog.pg_namespace as n on a.schema = n.nspname
    inner join pg_catalog.pg_class as c on a.relation = c.relname and n.oid = c.relnamespace
    left join pg_catalog.pg_attribute as t on c.oid = t.attrelid and a.attribute = t.attname and not t.attisdropped
    where a.attribute = '' or t.attnum is not null
),

seen as (
    select
        a.place,
        case v.relkind when 'm' then 'materialized view ' else 'view ' end || n.nspname || '.' || v.relname as label
    from asked as a
    inner join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and a.relation = d.refobjid
            and (a.attnum is null or a.attnum = d.refobjsubid)
            and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            and d.deptype = 'n'
    inner join pg_catalog.pg_rewrite as r on d.objid = r.oid
    inner join pg_catalog.pg_class as v on r.ev_class = v.oid
    inner join pg_catalog.pg_namespace as n on v.relnamespace = n.oid
    where v.oid <> a.relation
    union
    select
        a.place,
        'policy ' || p.polname || ' on ' || n.nspname || '.' || c.relname
    from asked as a
    inner join pg_catalog.pg_depend as d
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and a.relation = d.refobjid
            and (a.attnum is null or a.attnum = d.refobjsubid)
            and d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            and d.deptype = 'n'
    inner join pg_catalog.pg_policy as p on d.objid = p.oid
    inner join pg_catalog.pg_class as c on p.polrelid = c.oid
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where c.oid <> a.relation or a.attnum is not null
    union
    select
        a.place,
        'function ' || n.nspname || '.' || p.proname
    from asked as a
    inner join pg_catalog.pg_proc as p
        on position(pg_catalog.lower(a.relname) in pg_catalog.lower(p.prosrc)) > 0
            and position(pg_catalog.lower(a.attribute_name) in pg_catalog.lower(p.prosrc)) > 0
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    inner join pg_catalog.pg_language as l on p.prolang = l.oid
    where l.lanname not in ('c', 'internal')
        and not pg_catalog.starts_with(n.nspname, 'pg_')
        and n.nspname <> all(%(platform_schemas)s::text[])
)

select
    s.place,
    s.label
from seen as s
order by s.place, s.label
