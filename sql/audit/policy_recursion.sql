-- title: Policy that reads its own table: it always fails
-- level: error
-- area: security
-- why: To read the table the server asks the policy, which reads the table again: infinite recursion, or 42P17. A
--   function that is SECURITY DEFINER breaks the circle.
with recursive
asks as materialized (
    select distinct
        p.oid,
        p.polrelid,
        p.polcmd,
        r.found[1]::pg_catalog.oid as asked
    from pg_catalog.pg_policy as p
    cross join
        lateral (
            select coalesce(p.polqual::text, '') || coalesce(p.polwithcheck::text, '') as tree
        ) as t
    cross join lateral pg_catalog.regexp_matches(t.tree, ':rtekind 0 .*?:relid (\d+) ', 'g') as r (found)
    where pg_catalog.strpos(t.tree, '{SUBLINK ') > 0
),

edges as materialized (
    select distinct
        a.polrelid,
        a.asked
    from asks as a
    inner join pg_catalog.pg_class as c on a.polrelid = c.oid
    inner join pg_catalog.pg_class as d on a.asked = d.oid
    where a.polcmd in ('r', '*') and c.relrowsecurity and d.relrowsecurity
),

walked as (
    select
        e.polrelid,
        e.asked
    from edges as e
    union
    select
        w.polrelid,
        e.asked
    from walked as w
    inner join edges as e on w.asked = e.polrelid
)

select distinct on (n.nspname, c.relname, p.polname)
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('policy', p.polname) as sub,
    'Policy ' || p.polname || case
        when a.asked = c.oid then ' reads its own table.'
        else ' reads ' || d.relname || ', whose policies come back to it.'
    end as detail,
    case when a.asked = c.oid then 'observed' else 'static' end as confidence
from asks as a
inner join walked as w on a.asked = w.polrelid and w.asked = w.polrelid
inner join pg_catalog.pg_policy as p on a.oid = p.oid
inner join pg_catalog.pg_class as c on a.polrelid = c.oid
inner join pg_catalog.pg_class as d on a.asked = d.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where c.relrowsecurity
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by n.nspname, c.relname, p.polname, (a.asked = c.oid) desc
