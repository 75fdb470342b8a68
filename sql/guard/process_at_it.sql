-- title: Whether a server process still has the transaction, or the statement, that is in doubt
-- why: A pid is used again, and a pooler gives a connection to somebody else.
select
    exists(
        select 1
        from pg_catalog.pg_stat_activity as a
        where
            a.pid = %(pid)s
            and extract(epoch from a.backend_start)::text = %(backend_start)s
            and case when %(xid)s::text is null then a.state = 'active' else a.backend_xid::text = %(xid)s::text end
    ) as at_it
