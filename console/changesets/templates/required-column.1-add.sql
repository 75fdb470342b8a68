{{header}}
--
-- Phase 1 of 3: the column, not required yet. The application that runs now does not know it and goes on.
-- Release an application that fills it before phase 2.

set local lock_timeout = '4s';
set local statement_timeout = '60s';

-- The default is for new rows alone: they are complete from now on.
alter table {{schema}}.{{table}} add column if not exists {{column}} {{type}};
alter table {{schema}}.{{table}} alter column {{column}} set default {{default}};

-- ROLLBACK
-- set local lock_timeout = '4s';
-- alter table {{schema}}.{{table}} drop column if exists {{column}};

-- VERIFY
-- select count(*) = 1 as "the column is there" from pg_catalog.pg_attribute
-- where attrelid = '{{schema}}.{{table}}'::regclass and attname = '{{column}}' and not attisdropped;
