-- title: Whether a session is still exactly at what was seen
-- why: What it does now may be somebody else's, or wanted.
select
    exists(
        select
        from pg_catalog.pg_stat_activity as a
        where
            a.pid = %(pid)s
            and extract(epoch from a.backend_start)::text = %(backend_start)s
            and extract(epoch from a.query_start)::text is not distinct from %(query_start)s::text
    ) as at_it
