-- title: Sessions at work
-- why: what runs for more than five seconds, and how near the limit of connections is.

create or replace view ops.slow_queries as
select
    a.pid,
    now() - a.query_start as duration,
    a.usename,
    a.state,
    left(a.query, 100) as query,
    a.wait_event_type,
    a.wait_event
from pg_catalog.pg_stat_activity as a
where
    a.state !~ '^idle'
    and a.backend_type = 'client backend'
    and a.pid <> pg_catalog.pg_backend_pid()
    and now() - a.query_start > interval '5 seconds';

create or replace view ops.connections as
select
    count(*) as total,
    count(*) filter (where a.state = 'active') as active,
    count(*) filter (where a.state = 'idle') as idle,
    count(*) filter (where a.state ~ '^idle in transaction') as idle_in_transaction,
    count(*) filter (where a.wait_event_type = 'Lock') as waiting_for_a_lock,
    pg_catalog.current_setting('max_connections')::integer as allowed
from pg_catalog.pg_stat_activity as a
where a.backend_type = 'client backend';

-- ROLLBACK
-- drop view ops.connections;
-- drop view ops.slow_queries;
