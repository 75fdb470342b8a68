-- title: Pages have no checksums
-- level: info
-- area: integrity
-- detail: data_checksums is off
-- figure: off
-- why: What a disk damages is served as if it were data, and goes into every backup.
-- fix: pg_checksums --enable, while the server is stopped
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    ''::text as sub,
    1::float8 as value
where pg_catalog.current_setting('data_checksums') = 'off'
