-- title: Queries write to disk what memory would not hold
-- level: warning
-- area: performance
-- threshold: temp_octets_a_day
-- detail: {total:bytes} of temporary files in {days:days}, since the counters began
-- figure: {value:bytes} a day
-- why: Sorting and hashing on disk is many times slower than in memory.
-- fix: set work_mem for the role or the statement that does it, and log_temp_files to find it
select
    ''::text as schema,
    d.datname::text as object,
    'database'::text as object_type,
    ''::text as sub,
    d.temp_bytes as total,
    s.days::float8 as days,
    (d.temp_bytes / greatest(s.days, 1))::float8 as value
from pg_catalog.pg_stat_database as d
cross join pg_catalog.pg_stat_bgwriter as b
cross join
    lateral (
        select
            extract(
                epoch from pg_catalog.now() - coalesce(
                    greatest(d.stats_reset, b.stats_reset), pg_catalog.pg_postmaster_start_time()
                )
            ) / 86400 as days
    ) as s
where d.datname = pg_catalog.current_database()
    and d.temp_bytes / greatest(s.days, 1) >= %(warning)s::float8
