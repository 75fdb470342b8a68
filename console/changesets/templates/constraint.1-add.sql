{{header}}
--
-- Step 1 of 2: the constraint holds for every row that is written from now on; older rows are not looked at.

set local lock_timeout = '4s';
set local statement_timeout = '60s';

-- squawk-ignore ban-drop-constraint
alter table {{schema}}.{{table}} drop constraint if exists {{constraint}};
alter table {{schema}}.{{table}} add constraint {{constraint}} {{definition}} not valid;

-- ROLLBACK
-- set local lock_timeout = '4s';
-- alter table {{schema}}.{{table}} drop constraint if exists {{constraint}};

-- VERIFY
-- select count(*) = 1 as "the constraint is there" from pg_catalog.pg_constraint
-- where conrelid = '{{schema}}.{{table}}'::regclass and conname = '{{constraint}}';
