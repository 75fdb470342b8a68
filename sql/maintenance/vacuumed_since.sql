-- title: Whether a table was vacuumed since then
-- why: VACUUM tells nobody else that it came to its end. Where nothing is counted, its own word must do.
select
    not pg_catalog.current_setting('track_counts')::boolean
    or coalesce(
        pg_catalog.pg_stat_get_last_vacuum_time(%(oid)s::pg_catalog.oid) >= %(since)s::pg_catalog.timestamptz, false
    ) as done
