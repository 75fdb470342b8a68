-- title: The server process that answers
-- why: Differs from the pid told at start-up where a pooler stands in between.
select pg_catalog.pg_backend_pid() as pid
