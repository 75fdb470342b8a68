-- title: What happened with log-ins lately
-- why: By kind of event, over the newest entries: the table may be large, and its key is no time.
select
    coalesce(e.payload ->> 'action', '') as action,
    pg_catalog.count(*)::bigint as number,
    pg_catalog.max(e.created_at) as latest,
    pg_catalog.count(distinct e.ip_address)::bigint as addresses
from (
    select
        a.payload,
        a.created_at,
        a.ip_address
    from {events} as a
    where a.created_at > pg_catalog.now() - pg_catalog.make_interval(days => %(days)s)
    order by a.created_at desc
    limit %(most)s
) as e
group by action
order by number desc, action asc
