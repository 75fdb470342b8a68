-- title: What time the server thinks it is
-- why: A clock that is wrong makes every age and every expiry wrong.
select extract(epoch from pg_catalog.clock_timestamp())::float8 as seconds
