-- title: WAL is not archived
-- level: error
-- area: integrity
-- detail: the last {failed:count} tries ended with an error, the last one {value:seconds} ago on {segment}
-- figure: {failed:count}
-- why: Without the archive no backup can be brought up to a point in time, and WAL stays until the disk is full.
-- fix: look at archive_command, and at the place that it copies to
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    ''::text as sub,
    a.failed_count as failed,
    a.last_failed_wal as segment,
    extract(epoch from pg_catalog.now() - a.last_failed_time)::float8 as value
from pg_catalog.pg_stat_archiver as a
where a.last_failed_time is not null
    and pg_catalog.current_setting('archive_mode') <> 'off'
    and (a.last_archived_time is null or a.last_failed_time > a.last_archived_time)
