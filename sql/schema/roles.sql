-- title: Roles of the cluster, quoted as SQL writes them
-- why: Grants and policies name them. They belong to the cluster and not to what migrations make.
select pg_catalog.quote_ident(r.rolname) as name
from pg_catalog.pg_roles as r
where not pg_catalog.starts_with(r.rolname::text, 'pg_')
order by r.rolname
