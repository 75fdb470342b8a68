-- pg-delta: transaction=false
{{header}}
--
-- Others read and write while it is built. An attempt that failed leaves an index that is not valid, and
-- "if not exists" would keep it: so the name is cleared first.

set lock_timeout = '5min';
set statement_timeout = 0;

drop index concurrently if exists {{schema}}.{{index}};
create index concurrently {{index}} on {{schema}}.{{table}} ({{columns}});

-- ROLLBACK
-- set lock_timeout = '5min';
-- drop index concurrently if exists {{schema}}.{{index}};

-- VERIFY
-- select indisvalid as "the index is valid" from pg_catalog.pg_index
-- where indexrelid = '{{schema}}.{{index}}'::regclass;
