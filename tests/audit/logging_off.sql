-- clean
alter system set log_connections = on;
alter system set log_disconnections = on;
alter system set log_checkpoints = on;
alter system set log_lock_waits = on;
alter system set log_min_duration_statement = '60s';
alter system set log_statement = 'ddl';
select pg_reload_conf();
-- violate 2 they are set for one database here
do $$ begin execute format('alter database %I set log_lock_waits = off', current_database()); end $$;
do $$ begin execute format('alter database %I set log_statement = none', current_database()); end $$;
-- fix
do $$ begin execute format('alter database %I reset log_lock_waits', current_database()); end $$;
do $$ begin execute format('alter database %I reset log_statement', current_database()); end $$;
-- after
alter system reset log_connections;
alter system reset log_disconnections;
alter system reset log_checkpoints;
alter system reset log_lock_waits;
alter system reset log_min_duration_statement;
alter system reset log_statement;
select pg_reload_conf();
do $$ begin execute format('alter database %I reset log_lock_waits', current_database()); end $$;
do $$ begin execute format('alter database %I reset log_statement', current_database()); end $$;
