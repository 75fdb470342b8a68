-- on: track_activity_query_size
-- finds: 1
-- violate
alter system set track_activity_query_size = 2048;
select pg_reload_conf();
select pg_sleep(0.3);
-- mend
alter system set track_activity_query_size = 1024;
select pg_reload_conf();
select pg_sleep(0.3);
