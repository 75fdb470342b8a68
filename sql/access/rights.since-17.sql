-- title: What each role may do to each kind of table, as the server decides
-- why: PUBLIC, memberships, ownership and pg_read_all_data are in it. One table stands for all with the same grants.
select
    r.role::bigint as role,
    s.sample::bigint as sample,
    may.does
from pg_catalog.unnest(%(roles)s::pg_catalog.oid[]) as r (role)
cross join pg_catalog.unnest(%(samples)s::pg_catalog.oid[]) as s (sample)
cross join
    lateral (
        select
            pg_catalog.has_table_privilege(r.role, s.sample, 'SELECT')::integer
            + pg_catalog.has_table_privilege(r.role, s.sample, 'INSERT')::integer * 2
            + pg_catalog.has_table_privilege(r.role, s.sample, 'UPDATE')::integer * 4
            + pg_catalog.has_table_privilege(r.role, s.sample, 'DELETE')::integer * 8
            + pg_catalog.has_table_privilege(r.role, s.sample, 'TRUNCATE')::integer * 16
            + pg_catalog.has_table_privilege(r.role, s.sample, 'REFERENCES')::integer * 32
            + pg_catalog.has_table_privilege(r.role, s.sample, 'TRIGGER')::integer * 64
            + pg_catalog.has_table_privilege(r.role, s.sample, 'MAINTAIN')::integer * 128
                as does
    ) as may
where may.does > 0
order by r.role, s.sample
