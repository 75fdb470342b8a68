-- title: What the planner has sampled of columns
-- why: the references of a column teach how they are written, and nothing of the table is read for it.
select
    c.oid::bigint as oid,
    s.attname::text as name,
    s.histogram_bounds::text::text[] as sampled
from (
    select
        pg_catalog.unnest(%(oids)s::oid[]) as oid,
        pg_catalog.unnest(%(names)s::text[]) as name
) as w
inner join pg_catalog.pg_class as c on c.oid = w.oid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_stats as s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = w.name
where s.histogram_bounds is not null and not s.inherited
