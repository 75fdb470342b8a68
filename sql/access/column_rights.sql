-- title: What each role may do to single columns, where columns have grants of their own
-- why: A grant on columns opens a table that has none itself.
select
    r.role::bigint as role,
    a.attrelid::bigint as relation,
    p.privilege,
    pg_catalog.array_agg(a.attname::text order by a.attnum) as columns
from pg_catalog.unnest(%(roles)s::pg_catalog.oid[]) as r (role)
cross join pg_catalog.unnest(%(relations)s::pg_catalog.oid[]) as t (relation)
inner join pg_catalog.pg_attribute as a on a.attrelid = t.relation and a.attnum > 0 and not a.attisdropped
cross join pg_catalog.unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) as p (privilege)
where pg_catalog.has_column_privilege(r.role, a.attrelid, a.attnum, p.privilege)
    and not pg_catalog.has_table_privilege(r.role, a.attrelid, p.privilege)
group by r.role, a.attrelid, p.privilege
