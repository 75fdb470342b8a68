-- pg-delta: transaction=false
{{header}}
--
-- Phase 3 of 3: the column is required. The check is proven while the table is in use; after that, NOT NULL reads no row.
-- Each statement is its own transaction: in one, the first lock would be held while every row is read.

set lock_timeout = '4s';
set statement_timeout = 0;

-- squawk-ignore ban-drop-constraint
alter table {{schema}}.{{table}} drop constraint if exists {{table}}_{{column}}_required;
alter table {{schema}}.{{table}}
    add constraint {{table}}_{{column}}_required check ({{column}} is not null) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table {{schema}}.{{table}} validate constraint {{table}}_{{column}}_required;
alter table {{schema}}.{{table}} alter column {{column}} set not null;
-- squawk-ignore ban-drop-constraint
alter table {{schema}}.{{table}} drop constraint if exists {{table}}_{{column}}_required;

-- ROLLBACK
-- set lock_timeout = '4s';
-- alter table {{schema}}.{{table}} drop constraint if exists {{table}}_{{column}}_required;
-- alter table {{schema}}.{{table}} alter column {{column}} drop not null;

-- VERIFY
-- select attnotnull as "the column is required" from pg_catalog.pg_attribute
-- where attrelid = '{{schema}}.{{table}}'::regclass and attname = '{{column}}';
