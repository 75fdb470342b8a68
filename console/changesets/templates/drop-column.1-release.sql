{{header}}
--
-- Step 1 of 2: the column no longer has to be filled. Release an application that does not use it, and wait until the
-- old one has stopped everywhere.

set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter table {{schema}}.{{table}} alter column {{column}} drop not null;

-- ROLLBACK
-- set local lock_timeout = '4s';
-- alter table {{schema}}.{{table}} alter column {{column}} set not null;

-- VERIFY
-- select not attnotnull as "the column may be empty" from pg_catalog.pg_attribute
-- where attrelid = '{{schema}}.{{table}}'::regclass and attname = '{{column}}';
