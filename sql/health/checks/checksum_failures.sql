-- title: The disk gave back what was not written
-- level: error
-- area: integrity
-- detail: {value:count} pages with a wrong checksum, the last at {last}
-- figure: {value:count}
-- why: Data is damaged, now or soon more of it. A backup from before may be the only whole copy: keep it.
-- fix: find the damage with amcheck and pg_dump, restore from a backup, and replace the disk
select
    ''::text as schema,
    coalesce(d.datname::text, 'shared') as object,
    'database'::text as object_type,
    ''::text as sub,
    coalesce(d.checksum_last_failure::text, 'an unknown time') as last,
    d.checksum_failures::float8 as value
from pg_catalog.pg_stat_database as d
where d.checksum_failures > 0
order by value desc
