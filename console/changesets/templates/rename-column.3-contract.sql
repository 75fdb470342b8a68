{{header}}
--
-- Step 3 of 3, in a later release: the old column goes. Nothing may use it any more.

set local lock_timeout = '4s';
set local statement_timeout = '60s';

drop trigger if exists {{table}}_{{column}}_mirror on {{schema}}.{{table}};
drop function if exists {{schema}}.{{table}}_{{column}}_mirror();
-- Without cascade: what still uses the column is named in the error.
alter table {{schema}}.{{table}} drop column if exists {{column}};

-- ROLLBACK
-- -- Indexes and constraints that the old column had, NOT NULL among them, have to be added here.
-- set local lock_timeout = '4s';
-- alter table {{schema}}.{{table}} add column if not exists {{column}} {{type}};
-- alter table {{schema}}.{{table}} alter column {{column}} set default {{default}};
-- update {{schema}}.{{table}} set {{column}} = {{new_column}};
-- create or replace function {{schema}}.{{table}}_{{column}}_mirror() returns trigger
-- language plpgsql
-- set search_path = ''
-- as $$
-- begin
--     if new.{{new_column}} is distinct from old.{{new_column}} then -- old has nothing at an insert
--         new.{{column}} := new.{{new_column}};
--     else
--         new.{{new_column}} := new.{{column}};
--     end if;
--     return new;
-- end;
-- $$;
-- create or replace trigger {{table}}_{{column}}_mirror
--     before insert or update on {{schema}}.{{table}}
--     for each row execute function {{schema}}.{{table}}_{{column}}_mirror();

-- VERIFY
-- select count(*) = 0 as "the old column is gone" from pg_catalog.pg_attribute
-- where attrelid = '{{schema}}.{{table}}'::regclass and attname = '{{column}}' and not attisdropped;
