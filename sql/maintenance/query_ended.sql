-- title: Whether a session has ended its query
-- why: A cancelled query ends when it next looks whether it should.
select
    not exists (
        select
        from pg_catalog.pg_stat_activity as a
        where
            a.pid = %(pid)s
            and extract(epoch from a.backend_start)::text = %(backend_start)s
            and extract(epoch from a.query_start)::text is not distinct from %(query_start)s::text
            and a.state = 'active'
    ) as ended
