-- title: The folder of the WAL has grown
-- level: warning
-- area: integrity
-- threshold: wal_times
-- detail: {octets:bytes} in {files:count} files, {value:times} max_wal_size ({most:bytes})
-- figure: {octets:bytes}
-- why: Something keeps it: a slot, an archive that fails, wal_keep_size. When the disk is full the server stops.
-- fix: look at slots and at the archive: greenroom health --section replication
-- remedy: give this role pg_monitor
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    ''::text as sub,
    w.octets,
    w.files,
    m.octets as most,
    (w.octets / m.octets)::float8 as value
from (
    select
        sum(f.size)::float8 as octets,
        count(*) as files
    from pg_catalog.pg_ls_waldir() as f
) as w
cross join
    (
        select s.setting::float8 * 1048576 as octets
        from pg_catalog.pg_settings as s
        where s.name = 'max_wal_size'
    ) as m
where w.octets >= %(least)s::float8
    and w.octets / m.octets >= %(warning)s::float8
