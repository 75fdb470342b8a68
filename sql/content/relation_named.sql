-- title: The relation of a name
-- why: The one place where a name that a person wrote becomes an oid.
select c.oid::bigint as oid
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relname = %(name)s
    and n.nspname = %(schema)s
    and c.relkind in ('r', 'p', 'v', 'm', 'f')
