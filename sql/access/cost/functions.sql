-- title: Functions by name: whether they may be asked once, and what they are thought to cost
-- why: A stable one gives the same for the whole statement; a volatile one may not, so it is never asked just once.
select
    n.nspname::text as schema,
    p.proname::text as name,
    pg_catalog.max(p.provolatile::text) as volatility,
    pg_catalog.max(p.procost)::float8 as cost
from pg_catalog.jsonb_to_recordset(%(wanted)s::jsonb) as w (schema text, name text)
inner join pg_catalog.pg_namespace as n on n.nspname = w.schema
inner join pg_catalog.pg_proc as p on p.pronamespace = n.oid and p.proname = w.name
group by n.nspname, p.proname
