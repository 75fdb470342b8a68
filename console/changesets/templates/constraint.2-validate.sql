{{header}}
--
-- Step 2 of 2: older rows are looked at, while others read and write. In one transaction with step 1 they would wait.

set local lock_timeout = '4s';
set local statement_timeout = 0;

alter table {{schema}}.{{table}} validate constraint {{constraint}};

-- ROLLBACK
-- -- It goes back to what step 1 made of it.
-- set local lock_timeout = '4s';
-- alter table {{schema}}.{{table}} drop constraint {{constraint}};
-- alter table {{schema}}.{{table}} add constraint {{constraint}} {{definition}} not valid;

-- VERIFY
-- select convalidated as "every row keeps it" from pg_catalog.pg_constraint
-- where conrelid = '{{schema}}.{{table}}'::regclass and conname = '{{constraint}}';
