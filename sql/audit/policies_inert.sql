-- title: Policies that do nothing: row level security is off
-- level: error
-- area: security
-- why: The policies look like protection and none of them is asked: the table is as open as its grants.
-- fix: alter table {relation} enable row level security
-- advisor: policy_exists_rls_disabled
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    count(*) || case count(*) when 1 then ' policy: ' else ' policies: ' end
    || pg_catalog.string_agg(p.polname::text, ', ' order by p.polname) as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from pg_catalog.pg_policy as p
inner join pg_catalog.pg_class as c on p.polrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where not c.relrowsecurity
    and n.nspname <> all(%(closed_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
group by n.nspname, c.relname
